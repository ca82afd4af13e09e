"""A warm process for plain WeasyPrint: loaded, and called as its documentation says.

python -m tests.bench.plain      (see processes.Server for what it reads and says)
"""

import sys

from weasyprint import HTML  # noqa: TID251 (what ours is compared with)


def main() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        source, target = line.rstrip("\n").split("\t")
        HTML(filename=source).write_pdf(target)
        print("done", flush=True)


if __name__ == "__main__":
    main()
