/** A small picture of the mark, drawn here so that the test needs nothing but the network. */
export function testPicture(): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 200;
  const pen = canvas.getContext("2d");
  if (!pen) return Promise.reject(new Error("This browser can't draw."));
  pen.fillStyle = "#fcfcfa";
  pen.fillRect(0, 0, 320, 200);
  pen.fillStyle = "#191815";
  pen.fillRect(40, 140, 240, 4);
  pen.fillRect(158, 40, 4, 60);
  pen.fillStyle = "#c93617";
  pen.beginPath();
  pen.arc(160, 142, 22, 0, 2 * Math.PI);
  pen.fill();
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new Error("This browser can't draw."));
    }, "image/png");
  });
}
