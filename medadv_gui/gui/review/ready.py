"""What a presentation shows, read and made into pictures before it is its turn. All arms take this one path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from numpy.typing import NDArray

from medadv_gui.core.types import Image, Window
from medadv_gui.gui import toning
from medadv_gui.gui.worker import Job
from medadv_gui.render.colour_maps import GREY
from medadv_gui.review.protocol import Case, Item
from medadv_gui.review.study import Study
from medadv_gui.review.worklist import Presentation


@dataclass(frozen=True, eq=False)
class Ready:
    """A presentation with its images from left to right, and `drawn`: each in the case's own window, as
    `toning.picture` makes it. `places` : which of the item's pictures each is."""

    presentation: Presentation
    case: Case
    item: Item
    places: tuple[int, ...]
    images: tuple[Image, ...]
    drawn: tuple[NDArray[Any], ...]


def read(study: Study, presentation: Presentation, case: Case, item: Item) -> Ready:
    """Raises InputError where an image is not the one that the protocol names."""
    places = tuple(range(len(item.pictures)))
    if presentation.swapped:
        places = places[::-1]
    images = tuple(study.image(item.pictures[place].code) for place in places)
    drawn = tuple(toning.picture(image, own_window(image), None, False, GREY) for image in images)
    return Ready(presentation, case, item, places, images, drawn)


def own_window(image: Image) -> Window | None:
    """The window that an image begins with; None in colour."""
    return None if image.colour else image.window


class ReadyJob(Job):
    """Make the next presentation ready while the reader looks at another; the result is a Ready."""

    title = "Reading the next case"
    quiet = True  # whatever is wrong shows again, and is told, when it is to be shown

    def __init__(self, study: Study, presentation: Presentation, case: Case, item: Item) -> None:
        super().__init__()
        self.study, self.presentation, self.case, self.item = study, presentation, case, item

    def work(self) -> Ready:
        return read(self.study, self.presentation, self.case, self.item)
