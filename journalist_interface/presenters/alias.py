"""The officers' name for a reporter: two plain words derived from the case's random identifier.

It says nothing about the reporter and is not unique; the register number is.
"""

from typing import Final

_NATURE: Final = (
    "elang merpati pipit kutilang jalak bangau camar nuri murai kenari merak pelatuk gelatik tekukur "
    "puyuh belibis enggang kepodang punai walet pinus cemara beringin cendana mahoni jati bambu rotan "
    "pandan melati mawar kenanga teratai anggrek cempaka dahlia seruni soka bakau waru ketapang "
    "trembesi akasia meranti damar kelapa lontar aren sagu padi jagung kapas randu pala cengkih jahe "
    "serai kemiri vanili kopi teh manggis salak duku"
)
_LOOKS: Final = (
    "teduh tenang jernih sejuk hangat lembut halus rimbun cerah terang biru hijau kuning jingga ungu "
    "putih kelabu cokelat perak emas tinggi landai panjang lebar bulat ramping ringan mungil besar "
    "dalam luas lapang dekat jauh pagi siang sore senja utara selatan timur barat hulu hilir gunung "
    "lembah pantai sungai danau telaga embun awan kabut pelangi purnama bintang fajar angin ombak "
    "samudra pulau tanjung teluk muara"
)
NOUNS: Final = tuple(_NATURE.split())
ADJECTIVES: Final = tuple(_LOOKS.split())


def alias(case: str) -> str:
    """Return an alias such as `elang teduh`, from the leading bits of 32 hex digits.

    The register number uses the last bits.
    """
    value = int(case[:8], 16)
    value, noun = divmod(value, len(NOUNS))
    return f"{NOUNS[noun]} {ADJECTIVES[value % len(ADJECTIVES)]}"
