const bar = (done: number): string => `${"█".repeat(done / 5).padEnd(20)}| ${done}/100 [00:01<00:01, 98.2MB/s]`;

const clock = (step: number): string =>
  `2026-11-30 09:${String(Math.floor(step / 60)).padStart(2, "0")}:${String(step % 60).padStart(2, "0")}`;

const lossOf = (step: number): number => 2.9 / (1 + step / 60) + ((step * 7919) % 97) / 900;

const stepLine = (step: number): string => {
  const loss = lossOf(step).toFixed(4);
  const warns = step > 0 && step % 145 === 0;
  return warns
    ? `${clock(step)} \u001b[33mWARN\u001b[0m step ${step}  gradient norm 12.4 is above 10, clipped`
    : `${clock(step)} \u001b[32mINFO\u001b[0m step ${step}  loss \u001b[36m${loss}\u001b[0m  lr 3.0e-04  1,842 tokens/s`;
};

const epochLine = (step: number): string =>
  `\u001b[1;34mepoch ${(step + 5) / 100}\u001b[0m  validation loss ${(lossOf(step) * 1.1).toFixed(4)}  ` +
  `\u001b[2mcheckpoint saved to /mnt/checkpoints/${step}\u001b[0m`;

/** A log that looks like that of a training run, for the pictures of the page. */
export const trainingLog = (steps: number): string => {
  const lines = ["\u001b[1mLoading\u001b[0m tokenizer and data"];
  for (let step = 0; step < steps; step += 5) {
    lines.push(stepLine(step));
    if (step % 100 === 95) lines.push(epochLine(step));
  }
  for (let done = 0; done <= 60; done += 5) lines.push(`uploading checkpoint: ${done}%|${bar(done)}`);
  return `${lines.join("\n")}\n`;
};
