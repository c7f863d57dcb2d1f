"""A job whose log looks like that of a training run, for the pictures of the page."""
import time

print("\033[1mLoading\033[0m tokenizer and data")
for done in range(0, 101, 5):
    bar = ("\u2588" * (done // 10)).ljust(10)
    print(f"\rdownload: {done:3d}%|{bar}| {done}/100 [00:01<00:01, 98.2MB/s]", end="")
    time.sleep(0.01)
print()
for step in range(0, 600, 5):
    loss = 2.9 / (1 + step / 60) + (step * 7919 % 97) / 900
    level = "\033[33mWARN\033[0m" if step % 145 == 0 and step else "\033[32mINFO\033[0m"
    note = "gradient norm 12.4 is above 10" if "WARN" in level else f"loss \033[36m{loss:.4f}\033[0m  lr 3.0e-04  1,842 tokens/s"
    print(f"2026-11-30 09:{step // 60:02d}:{step % 60:02d} {level} step {step:4d}  {note}")
    if step % 100 == 95:
        print(f"\033[1;34mepoch {step // 100 + 1}\033[0m  validation loss {loss * 1.1:.4f}  \033[2mcheckpoint saved to /mnt/ckpt/{step}\033[0m")
time.sleep(600)
