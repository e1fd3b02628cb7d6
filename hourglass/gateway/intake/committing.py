"""Group commit: what arrives while the disk is busy is written together, and each is answered when it is on disk."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")
TOGETHER = 256


class Full(Exception):  # noqa: N818  it is an answer
    """More waits to be written than may wait."""


class Committer(Generic[T]):
    """Hands what arrives to `keep`, as many as wait, in one thread, which keeps its database connection.

    `weight` says what one thing weighs; no more than `most` may wait, so that a slow disk does not eat the memory.
    """

    def __init__(
        self,
        keep: Callable[[Sequence[T]], None],
        *,
        weight: Callable[[T], int],
        most: int,
        executor: Executor | None = None,
    ) -> None:
        self.keep, self.weight, self.most = keep, weight, most
        self.executor = executor or ThreadPoolExecutor(1, "intake")
        self.waiting: list[tuple[T, asyncio.Future[None]]] = []
        self.waits = 0
        self.working: asyncio.Task[None] | None = None

    async def kept(self, thing: T) -> None:
        """This function will return when the thing is on disk, or raise what kept it from that.

        :raises Full: too much is waiting already.
        """
        if self.waits and self.waits + self.weight(thing) > self.most:
            raise Full
        loop = asyncio.get_running_loop()
        future: asyncio.Future[None] = loop.create_future()
        self.waiting.append((thing, future))
        self.waits += self.weight(thing)
        if self.working is None or self.working.done():
            self.working = loop.create_task(self.work())
        await future

    async def work(self) -> None:
        """This function will write until nothing waits."""
        loop = asyncio.get_running_loop()
        while self.waiting:
            group, self.waiting = self.waiting[:TOGETHER], self.waiting[TOGETHER:]
            try:
                await loop.run_in_executor(self.executor, self.keep, [thing for thing, _future in group])
            except Exception as raised:  # noqa: BLE001  each of them is told, whatever it is
                self.tell(group, raised)
            else:
                self.tell(group, None)
            self.waits -= sum(self.weight(thing) for thing, _future in group)

    def tell(self, group: Sequence[tuple[T, asyncio.Future[None]]], raised: Exception | None) -> None:
        """This function will tell each of a group what became of it; some may not wait any longer."""
        for _thing, future in group:
            if future.done():
                continue
            if raised is None:
                future.set_result(None)
            else:
                future.set_exception(raised)
