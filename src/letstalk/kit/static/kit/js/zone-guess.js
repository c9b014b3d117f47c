// Fills in the time zone this device lives in, where none was chosen yet.
//   <input type="hidden" name="zone" data-zone>  or  <select name="zone" data-zone>
export function start(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const field of root.querySelectorAll("[data-zone]")) {
    const isOffered = !field.options || [...field.options].some((option) => option.value === zone);
    if (!field.value && zone && isOffered) {
      field.value = zone;
    }
  }
}
