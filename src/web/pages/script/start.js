// Last of all: what people do is told to the pieces, and then all begins.
if (form) {
  form.addEventListener("input", ({ target }) => {
    const path = pathOf(target);
    if (path) tell("changed", { path });
  });
  form.addEventListener("focusout", ({ target, relatedTarget }) => {
    const path = pathOf(target);
    if (path && pathOf(relatedTarget) !== path) tell("left", { path });
  });
  tell("start");
}
