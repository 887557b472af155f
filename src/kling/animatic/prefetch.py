"""Making things in one thread while another uses them."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from queue import Full, Queue
from threading import Event, Thread
from typing import TypeVar

T = TypeVar("T")


def made_ahead(things: Iterable[T], depth: int = 4) -> Generator[T, None, None]:
    """The same things in the same order, at most ``depth`` of them made before they are asked for.

    An exception while making comes out here, after everything made before it. Closing the iterator ends the thread.
    """
    made: Queue[tuple[T | None, BaseException | None]] = Queue(depth)
    over = Event()

    def put(thing: T | None, error: BaseException | None) -> bool:
        while not over.is_set():
            try:
                made.put((thing, error), timeout=0.2)
            except Full:
                continue
            return True
        return False

    def work() -> None:
        try:
            for thing in things:
                if not put(thing, None):
                    return
        except BaseException as error:  # raised again where the things are used
            put(None, error)
        else:
            put(None, StopIteration())

    worker = Thread(target=work, name="frames", daemon=True)
    worker.start()
    try:
        while True:
            thing, error = made.get()
            if isinstance(error, StopIteration):
                return
            if error is not None:
                raise error
            yield thing  # type: ignore[misc]
    finally:
        over.set()
        worker.join()
