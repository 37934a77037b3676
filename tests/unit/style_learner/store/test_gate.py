from threading import Event, Thread

from style_learner.store.gate import Gate


def test_readers_share() -> None:
    """A second reader enters while the first is inside."""
    gate = Gate()

    with gate.shared(), gate.shared():
        pass


def test_who_is_alone_waits_for_readers_and_keeps_new_ones_out() -> None:
    """Nobody is inside together with the one who is alone."""
    gate, inside, leave, events = Gate(), Event(), Event(), []

    def read() -> None:
        with gate.shared():
            inside.set()
            leave.wait(5)
            events.append("first reader left")

    def alone() -> None:
        with gate.alone():
            events.append("alone")

    def read_later() -> None:
        with gate.shared():
            events.append("second reader entered")

    threads = [Thread(target=read), Thread(target=alone), Thread(target=read_later)]
    threads[0].start()
    inside.wait(5)
    threads[1].start()
    while not gate._closed:
        pass
    threads[2].start()
    leave.set()
    for thread in threads:
        thread.join(5)

    assert events == ["first reader left", "alone", "second reader entered"]
