"""Files kept ready in a folder: the ones asked for last, as many as a number of bytes allows."""

import logging
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

logger = logging.getLogger(__name__)


class KeptFiles:
    """Files by a name of letters and digits, together at most `most` bytes. All can be made again.

    Never an obstacle: what cannot be read is not there, and what cannot be written is not kept.
    """

    def __init__(self, folder: Path, most: int):
        self.folder = folder
        self.most = most

    def get(self, name: str) -> bytes | None:
        """Return the content of the file `name`, None for none."""
        path = self.folder / name
        try:
            content = path.read_bytes()
            os.utime(path)  # which makes it the last one asked for
        except FileNotFoundError:
            return None
        except OSError:
            logger.warning("The kept file %s cannot be read and is made again.", path.name)
            return None
        return content

    def keep(self, name: str, content: bytes) -> None:
        """Keep `content` as the file `name`, in the place of those not asked for the longest."""
        if len(content) > self.most:
            return
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._make_room(len(content))
            # Renamed into place: nobody reads half a file, and after a power failure there is none.
            with NamedTemporaryFile(dir=self.folder, prefix="new.", delete=False) as file:
                try:
                    file.write(content)
                    file.flush()
                    os.fsync(file.fileno())
                    os.replace(file.name, self.folder / name)
                except BaseException:
                    os.unlink(file.name)
                    raise
        except OSError:
            # A full disk must not keep anybody from the page that has just been printed.
            logger.warning("The file %s cannot be kept.", name, exc_info=True)

    def clear(self) -> None:
        for path in self.folder.glob("*"):
            path.unlink(missing_ok=True)

    def _make_room(self, size: int) -> None:
        """Remove files, last asked for first to stay, until `size` more bytes may be kept."""
        found = []
        for entry in os.scandir(self.folder):
            try:
                status = entry.stat(follow_symlinks=False)
            except FileNotFoundError:  # removed by another worker
                continue
            found.append((status.st_mtime_ns, status.st_size, entry.path))
        total = size + sum(each for _, each, _ in found)
        for _, each, path in sorted(found):
            if total <= self.most:
                break
            Path(path).unlink(missing_ok=True)
            total -= each
