// The QR code carries the slip's code behind "#", which never reaches a server. Move it into the field, wipe the address.
(function () {
  var field = document.getElementById("code");
  var other = document.getElementById("other-language");
  function take() {
    var code = location.hash.slice(1);
    if (field && /^[0-9A-Za-z-]{8,24}$/.test(code)) {
      field.value = code;
      history.replaceState(null, "", location.pathname + location.search);
    }
  }
  take();
  addEventListener("hashchange", take);
  if (other && field) other.addEventListener("click", function () { other.hash = field.value.trim(); });
})();
