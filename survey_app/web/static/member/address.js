// The QR code carries the slip's code behind "#", which never reaches a server. Move it into the field, wipe the address.

const field = document.getElementById("code");
const other = document.getElementById("other-language");

function take() {
  const code = location.hash.slice(1);
  if (!field || !/^[0-9A-Za-z-]{8,24}$/.test(code)) return;
  field.value = code;
  history.replaceState(history.state, "", location.pathname + location.search);
}

take();
addEventListener("hashchange", take);
if (other && field) other.addEventListener("click", () => (other.hash = field.value.trim()));
