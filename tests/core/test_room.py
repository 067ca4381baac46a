"""Who may go on when the memory for bodies is full, and who waits."""

from __future__ import annotations

from dataclasses import dataclass

from core.pace import Pace
from core.room import MOST_WAITING, PATIENCE, Room, Upload


@dataclass
class Client:
    """Keeps whether it is read."""

    is_read: bool = True

    def hold_back(self) -> None:
        assert self.is_read
        self.is_read = False

    def go_on(self) -> None:
        assert not self.is_read
        self.is_read = True


class Bench:
    """A room of 1,000 bytes at a time that stands at `now`."""

    def __init__(self) -> None:
        self.now = 0.0
        self.room = Room(lambda: self.now, 1000, Pace(grace=30.0, slowest=100.0))

    def upload(self, size: int = 0) -> tuple[Upload, Client]:
        client = Client()
        upload = self.room.begin(client)
        assert upload is not None
        upload.grow(size)
        return upload, client


def test_while_there_is_room_nobody_waits() -> None:
    bench = Bench()
    clients = [bench.upload(100)[1] for _ in range(9)]
    assert all(client.is_read for client in clients)


def test_when_it_is_full_only_the_furthest_goes_on_and_the_others_after_it() -> None:
    bench = Bench()
    _, a = bench.upload(300)
    far, b = bench.upload(700)
    assert (a.is_read, b.is_read) == (False, True)
    far.grow(900)
    far.complete(950)
    assert (a.is_read, bench.room.held) == (True, 1250)  # now it is the furthest, and 950 are not the whole room
    far.release()
    _, c = bench.upload(100)
    assert (a.is_read, c.is_read, bench.room.held) == (True, True, 400)


def test_whole_bodies_that_fill_the_room_are_waited_for_by_everybody() -> None:
    bench = Bench()
    answered, _ = bench.upload(500)
    answered.complete(1000)
    _, a = bench.upload(10)
    assert not a.is_read
    answered.release()
    assert a.is_read


def test_the_time_of_waiting_is_not_the_clients() -> None:
    bench = Bench()
    waiting, client = bench.upload(300)
    far, _ = bench.upload(800)
    assert (client.is_read, waiting.deadline) == (False, PATIENCE)
    bench.now = 20.0
    far.release()
    assert (client.is_read, waiting.deadline) == (True, 20.0 + 30.0)


def test_every_end_frees_what_was_held_once() -> None:
    bench = Bench()
    for is_whole in (True, False):
        upload, _ = bench.upload(400)
        if is_whole:
            upload.complete(450)
        for _ in range(2):
            upload.release()
        assert bench.room.held == 0


def test_a_waiting_client_that_left_is_nobody_any_more() -> None:
    bench = Bench()
    left, _ = bench.upload(300)
    far, _ = bench.upload(800)
    left.release()
    far.release()
    assert bench.room.held == 0
    assert all(bench.upload(100)[1].is_read for _ in range(9))


def test_there_is_an_end_to_those_that_wait_and_those_that_come_whole() -> None:
    bench = Bench()
    bench.upload(1000)
    for _ in range(MOST_WAITING):
        bench.upload(1)
    assert bench.room.begin(Client()) is None
    bench = Bench()
    while (upload := bench.room.begin(Client())) is not None:
        upload.complete(100)
    assert bench.room.held == 1300


def test_everybody_ends_whatever_the_order() -> None:
    """No deadlock: while one is left, somebody is read, and whoever is read can end."""
    bench = Bench()
    left = {bench.upload(1)[0]: size for size in (640, 250, 600, 10, 333, 640, 500, 640, 77)}
    most = 0
    while left:
        read = [upload for upload in left if not upload.is_waiting]
        upload = min(read, key=lambda upload: upload.size)
        if upload.size + 50 < left[upload]:
            upload.grow(upload.size + 50)
        else:
            upload.complete(left[upload])
        most = max(most, bench.room.held)
        if not upload.is_coming:
            upload.release()
            del left[upload]
    assert bench.room.held == 0
    assert most < 1000 + 640 + 50
