"""A worker in a hurry: waits for nobody longer than some tenths of a second, for few at a time."""

from bildung import serving

OF_ONE = 8


class HastyWorker(serving.ServingWorker):
    """Changes the bounds of its own process, which alone makes one."""

    def init_process(self):
        serving.HEAD_SECONDS = serving.SECONDS_AT_LEAST = 0.3
        serving.MOST_OF_ONE = OF_ONE
        # Nobody in these trials is fast enough for it.
        serving.SLOWEST = 2**40
        super().init_process()
