// Puts the invitation of the letter's link into its field. It stands behind the # so that it reaches no server's log.
"use strict";
const field = document.getElementById("token");
if (location.hash.length > 1 && !field.value) {
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname);
  document.getElementById("password").focus();
}
