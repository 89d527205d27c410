// Where a stream comes from: out of the page itself, or a file that the reader drops onto it.
//
// Guarantees: what is embedded is read as strictly as all other base64; a character that is changed is an error, or other
// bytes. Nothing is fetched.
"use strict";
{
  // The bytes that a script element holds in base64, broken into lines or not; null where it isn't base64.
  function embeddedStream(element) { return cutlog.fromBase64(element.textContent.replace(/[ \t\r\n]/g, "")); }

  // The bytes of a file of the reader's, as from a drop or a file field.
  async function droppedStream(file) { return new Uint8Array(await file.arrayBuffer()); }

  Object.assign(cutlog, { embeddedStream, droppedStream });
}
