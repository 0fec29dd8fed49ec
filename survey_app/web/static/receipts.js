// Look a receipt up in the list on this page. Nothing is sent, and nothing is put into the address.
(function () {
  var search = document.getElementById("search");
  if (!search) return;
  var field = document.getElementById("receipt");
  var found = document.getElementById("found");
  var lines = {};
  Array.prototype.forEach.call(document.querySelectorAll("#receipts li"), function (line) { lines[line.textContent] = line; });
  var shown = null;
  search.hidden = false;
  field.addEventListener("input", function () {
    var typed = field.value.toUpperCase().replace(/[^A-Z0-9]/g, "").replace(/0/g, "O").replace(/1/g, "I").replace(/8/g, "B");
    if (shown) shown.textContent = shown.textContent;
    shown = typed.length === 12 && Object.prototype.hasOwnProperty.call(lines, typed) ? lines[typed] : null;
    if (shown) {
      var mark = document.createElement("mark");
      mark.textContent = typed;
      shown.replaceChildren(mark);
    }
    found.textContent = typed.length < 12 ? "" : shown ? found.dataset.yes : found.dataset.no;
  });
})();
