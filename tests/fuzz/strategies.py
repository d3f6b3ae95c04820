"""Inputs for hypothesis: a seed with a few changes, or anything at all."""

from hypothesis import strategies as st

_INTERESTING = (
    b"\0",
    b"\r",
    b"\n",
    b"\r\n",
    b"\xff",
    b"\xed\xa0\x80",
    b"--",
    b"../",
    b"%00",
    b'"',
    b"\\",
    b"[GNUPG:] ",
)


@st.composite
def altered(draw: st.DrawFn, seeds: tuple[bytes, ...]) -> bytes:
    """One of the seeds with up to four changes: a piece cut, doubled, overwritten, or put in."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 40)))
        piece = draw(
            st.one_of(st.sampled_from(_INTERESTING), st.binary(max_size=20), st.just(bytes(data[start:end])))
        )
        if draw(st.booleans()):
            end = start
        data[start:end] = piece
    return bytes(data)


def inputs(seeds: tuple[bytes, ...]) -> st.SearchStrategy[bytes]:
    """Return what a target is tried with."""
    return st.one_of(altered(seeds), st.binary(max_size=300))
