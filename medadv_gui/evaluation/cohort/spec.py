"""What a cohort is, frozen: which images, models, attacks and budgets; and the tasks that they make. Imports no torch.

A task's key is the SHA-256 over all that its result hangs on, so that a result found under a key is the task's, whoever
computed it and whenever.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from medadv_gui.attack.budget import parsed
from medadv_gui.attack.plugins import attack_named, checked_options, own_attacks
from medadv_gui.attack.settings import ATTACKS, NORMS, AttackSettings, default_settings
from medadv_gui.attack.truth import match_label, match_labels
from medadv_gui.core.errors import InputError, ModelError, SettingsError
from medadv_gui.core.files import file_sha256
from medadv_gui.core.types import Skipped
from medadv_gui.evaluation.cohort.manifest import BoxRow, Item, Manifest, names_somebody
from medadv_gui.evaluation.cohort.variants import variants
from medadv_gui.models.card import STATED, ModelCard

# Changes with whatever changes the results of a task: attacks, preprocessing, verification.
ALGORITHM = 1
# Of AttackSettings, what a cohort's attack may set; the rest is the cohort's, the image's or the model's.
PARAMETERS = (
    "steps", "step_size", "restarts", "search", "stop", "alpha", "sigma", "kernel", "dilation", "reference", "decay",
    "samples", "smoothed_dtype", "options", "drop", "invented",
)  # fmt: skip
DEFAULT_ATTACKS = ("sma", "ifgsm")  # noise of the same size stands beside each of them anyway
THREADS = 1  # of a process: processes scale better than threads
_SCALARS = ("norm", "seed", "transfer", "device", "threads", "algorithm")
Tick = Callable[[int, int], None]


def unhindered(done: int, total: int) -> None:
    """The tick of what nobody watches."""


@dataclass(frozen=True)
class Source:
    """An image of the cohort, with nothing in it that names a file.

    id : its name in the cohort. sha256 : of the file, of an archive's member with the member's name. frame, slice,
    label, boxes, relative, split : as in `manifest.Item`. patient, site : running numbers. mask_sha256 : of the mask's
    file, "" without one.
    """

    id: str
    sha256: str
    frame: int = 0
    slice: int = 0
    label: str | None = None
    mask_sha256: str = ""
    boxes: tuple[BoxRow, ...] | None = None
    relative: bool = False
    patient: str = ""
    site: str = ""
    split: str = ""

    @property
    def content(self) -> tuple[object, ...]:
        """What makes it this image with this truth."""
        return self.sha256, self.frame, self.slice, self.label, self.mask_sha256, self.boxes, self.relative


@dataclass(frozen=True)
class Attack:
    """An attack with every parameter filled in. tasks, answers : for which models it is made, and from how many answers
    these must choose. sha256 : of its package where it is a user's own."""

    name: str
    parameters: Mapping[str, Any]
    tasks: tuple[str, ...]
    answers: int
    sha256: str = ""

    @classmethod
    def of(cls, name: str, *, common_steps: int | None = None, **given: Any) -> Self:
        """The attack with the `given` parameters (`PARAMETERS`), the others at their defaults. Steps are passed over by
        an attack that goes none; `common_steps`, a number for several attacks, by one that counts queries, too, or that
        is given a number of its own.

        Raises SettingsError where there is no such attack, it is not trusted, or it has no such parameter.
        """
        info = attack_named(name)
        options = checked_options(info, given.pop("options", {}))
        if not set(given) <= set(PARAMETERS):
            raise SettingsError(f"a cohort's attack has no {', '.join(sorted(set(given) - set(PARAMETERS)))}")
        counts = (common_steps, given.get("steps"), given.get("restarts"))
        if any(count is not None and count < 1 for count in counts):
            raise SettingsError("steps and restarts must be at least 1")
        if not info.queries:
            given = {"steps": common_steps} | given
        if info.default("steps") is None:
            given.pop("steps", None)
        settings = AttackSettings(attack=name, options=options, **given)
        complete = settings.complete(info)
        # What the attack does not know stays unset: it would be refused.
        values = {
            key: getattr(settings if info.default(key) is None else complete, key)
            for key in PARAMETERS
            if key != "options"
        }
        own = "" if name in ATTACKS else next(plugin.sha256 for plugin in own_attacks() if plugin.name == name)
        return cls(name, values | {"options": dict(complete.options)}, info.tasks, info.min_classes, own)

    @property
    def identity(self) -> list[object]:
        """What makes it this attack."""
        return [self.name, dict(self.parameters), self.sha256]

    def fits(self, model: CohortModel) -> bool:
        """Whether it can be run on the model."""
        return model.task in self.tasks and model.answers >= self.answers


@dataclass(frozen=True)
class CohortModel:
    """A model of the cohort. digest : over all that its answers hang on. answers : from how many it chooses.
    epsilons : the budgets of its attacks. plan : how it is computed, once that is chosen."""

    id: str
    version: str
    sha256: str
    digest: str
    task: str
    labels: tuple[str, ...]
    answers: int
    epsilons: tuple[str, ...]
    plan: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Task:
    """One attack on one image: its key, what it is made of, and in what its attack differs from others of its name."""

    key: str
    source: Source
    model: CohortModel
    attack: Attack
    epsilon: str
    variant: Mapping[str, Any]


@dataclass(frozen=True)
class Place:
    """Where an image of the cohort and its mask lie."""

    path: str
    member: str = ""
    mask: str = ""


@dataclass(frozen=True)
class Spec:
    """A cohort. threads : of the CPU, a process. transfer : whether each adversarial image is shown to the other models
    of its task and labels. algorithm : `ALGORITHM` when it was begun. places, folders : where images, and the models
    that are not the program's own, lie, by id; sites : what the manifest calls each, by number; apart from the rest,
    since they name files and people."""

    sources: tuple[Source, ...] = ()
    models: tuple[CohortModel, ...] = ()
    attacks: tuple[Attack, ...] = ()
    norm: str = "linf"
    seed: int = 0
    transfer: bool = False
    device: str = "auto"
    threads: int = THREADS
    algorithm: int = ALGORITHM
    places: Mapping[str, Place] = field(default_factory=dict, compare=False)
    folders: Mapping[str, str] = field(default_factory=dict, compare=False)
    sites: Mapping[str, str] = field(default_factory=dict, compare=False)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all but the places."""
        return _sha256(self.to_json())

    @cached_property
    def tasks(self) -> tuple[Task, ...]:
        """All tasks, in the order in which they are best done: by model, then by image. Those of a model whose plan is
        not chosen yet are not among them."""
        return tuple(self._tasks())

    @property
    def size(self) -> int:
        """How many tasks there are, those of models whose plan is not chosen yet among them."""
        fits = (len(model.epsilons) for model in self.models for attack in self.attacks if attack.fits(model))
        return len(self.sources) * sum(fits)

    def _tasks(self) -> Iterator[Task]:
        contents = [_sha256(source.content) for source in self.sources]
        attacks = list(zip(self.attacks, variants(self.attacks), strict=True))
        for model in self.models:
            if model.plan is None:
                continue
            fixed = {
                "algorithm": self.algorithm, "model": model.digest, "plan": dict(model.plan), "norm": self.norm,
                "seed": self.seed,
            }  # fmt: skip
            asked = [
                (attack, epsilon, variant, _sha256(fixed | {"attack": attack.identity, "epsilon": epsilon}))
                for attack, variant in attacks
                if attack.fits(model)
                for epsilon in model.epsilons
            ]
            for source, content in zip(self.sources, contents, strict=True):
                for attack, epsilon, variant, how in asked:
                    yield Task(_sha256([content, how]), source, model, attack, epsilon, variant)

    def with_plans(self, plans: Mapping[str, Mapping[str, Any]]) -> Spec:
        """The cohort with plans for models, by their digests."""
        models = (replace(m, plan=dict(plans[m.digest])) if m.digest in plans else m for m in self.models)
        return replace(self, models=tuple(models))

    def to_json(self) -> dict[str, Any]:
        """All but the places."""
        parts = {name: [asdict(part) for part in getattr(self, name)] for name in ("sources", "models", "attacks")}
        return parts | {name: getattr(self, name) for name in _SCALARS}

    @classmethod
    def from_json(
        cls, raw: Mapping[str, Any], places: Mapping[str, Any], folders: Mapping[str, str], sites: Mapping[str, str]
    ) -> Self:
        """What `to_json` wrote, checked before (`schema`)."""

        def boxes(given: Any) -> tuple[BoxRow, ...] | None:
            return None if given is None else tuple(tuple(box) for box in given)

        def tuples(item: Mapping[str, Any], *names: str) -> dict[str, Any]:
            return {**item, **{name: tuple(item[name]) for name in names}}

        return cls(
            tuple(Source(**{**item, "boxes": boxes(item["boxes"])}) for item in raw["sources"]),
            tuple(CohortModel(**tuples(item, "labels", "epsilons")) for item in raw["models"]),
            tuple(Attack(**tuples(item, "tasks")) for item in raw["attacks"]),
            **{name: raw[name] for name in _SCALARS},
            places={name: Place(**place) for name, place in places.items()},
            folders=folders, sites=sites,
        )  # fmt: skip


def _sha256(value: object) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def model_digest(card: ModelCard) -> str:
    """SHA-256 over what a model's answers, and its name in the results, hang on."""
    document = card.to_json()
    names = ("id", "version", "format", "files", "architecture", "task", "labels", "output", "input")
    return _sha256({name: document[name] for name in names})


def new_spec(*, norm: str = "linf", seed: int = 0, device: str = "auto", threads: int = THREADS) -> Spec:
    """A cohort of nothing yet: see `extended`.

    Raises SettingsError where norm or seed are none.
    """
    if norm not in NORMS:
        raise SettingsError(f"norm {norm!r} is not one of {', '.join(NORMS)}")
    if not 0 <= seed < 1 << 63:
        raise SettingsError("the seed must be a whole number from 0 on")
    return Spec(norm=norm, seed=seed, device=device, threads=threads)


def extended(
    spec: Spec,
    manifest: Manifest | None = None,
    cards: Sequence[ModelCard] = (),
    attacks: Sequence[Attack] = (),
    epsilons: Sequence[str] = (),
    *,
    transfer: bool = False,
    tick: Tick = unhindered,
) -> tuple[Spec, tuple[Skipped, ...]]:
    """The cohort with these images, models, attacks and budgets added, and the images that could not be read, are there
    twice, or are said to show what no model knows. What it has already stays as it is. A model without budgets takes
    the one that its card names.

    tick : called with (files hashed, files).

    Raises
    ------
    SettingsError
        If what is added contradicts what is there, an attack fits no model, a budget is none, or something is missing
        altogether.
    ModelError
        If a model looks at whole series.
    InputError
        If no image is left.
    """
    given = tuple(dict.fromkeys(text.strip() for text in epsilons))
    for text in given:
        parsed(text)
    models = {
        model.id: replace(model, epsilons=tuple(dict.fromkeys((*model.epsilons, *given)))) for model in spec.models
    }
    for card in cards:
        model = _model(card, given)
        if models.setdefault(model.id, model).digest != model.digest:
            raise SettingsError(f"{model.id} is not the model that the cohort was begun with; name another folder")
    known = list(spec.attacks)
    for attack in attacks:
        if any(other.name == attack.name and other.sha256 != attack.sha256 for other in known):
            raise SettingsError(f"the cohort runs {attack.name} of another package; name another folder")
        if spec.norm not in attack_named(attack.name).norms:
            raise SettingsError(f"{attack.name} does not know the norm {spec.norm}")
        if not any(attack.fits(model) for model in models.values()):
            raise SettingsError(f"{attack.name} fits none of the models: {', '.join(models)}")
        if all(other.identity != attack.identity for other in known):
            known.append(attack)
    if not models or not known:
        raise SettingsError("a cohort needs a model and an attack at least")
    sources, places, sites, skipped = _with_images(spec, manifest, tuple(models.values()), tick)
    folders = {card.id: str(card.folder.resolve()) for card in cards if card.preprocessing != STATED}
    return replace(
        spec, sources=sources, places=places, models=tuple(models.values()), attacks=tuple(known),
        transfer=spec.transfer or transfer, folders={**folders, **spec.folders}, sites=sites,
    ), skipped  # fmt: skip


def _model(card: ModelCard, epsilons: tuple[str, ...]) -> CohortModel:
    if card.input.dimensions == 3:
        raise ModelError(f"{card.id}: looks at whole series; a cohort is made of single images")
    return CohortModel(
        card.id, card.version, card.sha256, model_digest(card), card.task, card.label_names, card.answers,
        epsilons or (default_settings(card).epsilon,),
    )  # fmt: skip


def _with_images(
    spec: Spec, manifest: Manifest | None, models: Sequence[CohortModel], tick: Tick
) -> tuple[tuple[Source, ...], dict[str, Place], dict[str, str], tuple[Skipped, ...]]:
    """The images of the cohort and those of the manifest that it has not yet. An image that it has keeps its name and
    its patient's number, which then holds for the manifest's other images of that patient."""
    sources = {source.content: source for source in spec.sources}
    places, skipped = dict(spec.places), list[Skipped]()
    met: set[tuple[object, ...]] = set()
    fresh: list[tuple[Item, Source, Place]] = []
    patients: dict[str, str] = {}
    hashed: dict[Path, str] = {}
    items = () if manifest is None else manifest.items
    for done, item in enumerate(items):
        tick(done, len(items))
        try:
            source, place = _source(_without_names(item, models), hashed)
        except OSError as error:
            reason = f"cannot be read ({error.strerror or type(error).__name__})"
            skipped.append(Skipped(item.path, reason, item.member))
            continue
        if source.content in met:
            skipped.append(Skipped(item.path, "the same image with the same truth is there already", item.member))
        elif source.content in sources:
            own = sources[source.content]
            places[own.id] = place
            if item.patient and own.patient:
                patients[item.patient] = own.patient
        elif fault := _unknown(item, models):
            skipped.append(Skipped(item.path, fault, item.member))
        else:
            fresh.append((item, source, place))
        met.add(source.content)
    tick(len(items), len(items))
    names = _Names({source.id for source in sources.values()} | {item.id for item, _, _ in fresh}, "item")
    numbers = _Names({source.patient for source in sources.values()}, "patient")
    # Those of a cohort that was begun before sites had numbers stay as they are.
    old = {source.site for source in sources.values()} - {"", *spec.sites}
    sites = {name: name for name in sorted(old)} | {name: number for number, name in spec.sites.items()}
    site_numbers = _Names({source.site for source in sources.values()}, "site")
    for item, source, place in fresh:
        if item.patient and item.patient not in patients:
            patients[item.patient] = numbers.next()
        if item.site and item.site not in sites:
            sites[item.site] = site_numbers.next()
        own = replace(
            source, id=item.id or names.next(), patient=patients.get(item.patient, ""), site=sites.get(item.site, "")
        )
        if own.id in places:
            raise SettingsError(f"id {own.id!r} names two images")
        sources[own.content], places[own.id] = own, place
    if not sources:
        raise InputError(
            f"no image is left ({skipped[0].name}: {skipped[0].reason})" if skipped else "a cohort needs images"
        )
    return tuple(sources.values()), places, {number: name for name, number in sites.items()}, tuple(skipped)


def _unknown(item: Item, models: Sequence[CohortModel]) -> str:
    """Why no model that reads the manifest's label of an image, or those of the boxes on it, knows it, without a word
    of it; "" where one does, or none reads it."""
    labels = [item.label] if item.boxes is None else [label for label, *_ in item.boxes]
    told = [label for label in labels if label is not None]
    readers = [model for model in models if model.task in _readers(item)]
    if not told or not readers or any(_know(model.task, model.labels, told) for model in readers):
        return ""
    names = "; ".join(dict.fromkeys(name for model in readers for name in model.labels))
    if item.boxes is not None:
        return f"the label of a box is none of: {names}"
    return f"row {item.row}: its label is none of: {names}"


def _without_names(item: Item, models: Sequence[CohortModel]) -> Item:
    """Without a label that may name somebody and that no model reads: one that is read has to be a model's own."""
    read = any(model.task in _readers(item) for model in models)
    return replace(item, label=None) if not read and names_somebody(item.label or "", item) else item


def _readers(item: Item) -> tuple[str, ...]:
    """The tasks whose models read the labels of an item."""
    return ("classification", "multilabel") if item.boxes is None else ("detection",)


def _know(task: str, names: tuple[str, ...], labels: Sequence[str]) -> bool:
    """Whether a model of this task and with labels of these names knows all of these."""
    try:
        for label in labels:
            (match_labels if task == "multilabel" else match_label)(label, names)
    except SettingsError:
        return False
    return True


def reads_truth(card: ModelCard, item: Item) -> bool:
    """Whether the card's model reads what the manifest says of the image: boxes, a mask or a label that it knows."""
    if card.task == "segmentation":
        return item.mask is not None
    if card.task not in _readers(item):
        return False
    labels = [item.label] if item.boxes is None else [label for label, *_ in item.boxes]
    known = [label for label in labels if label is not None]
    return (bool(known) or item.boxes is not None) and _know(card.task, card.label_names, known)


class _Names:
    """Running names that are not taken yet: item-0001, item-0002, ..."""

    def __init__(self, taken: set[str], word: str) -> None:
        self._taken, self._word, self._number = taken, word, 0

    def next(self) -> str:
        while True:
            self._number += 1
            name = f"{self._word}-{self._number:04}"
            if name not in self._taken:
                self._taken.add(name)
                return name


def _source(item: Item, hashed: dict[Path, str]) -> tuple[Source, Place]:
    """An item by its content, its id and patient still open. Raises OSError where a file cannot be read."""
    for path in filter(None, (item.path, item.mask)):
        if path not in hashed:
            hashed[path] = file_sha256(path)
    mask = "" if item.mask is None else hashed[item.mask]
    source = Source(
        "", content_sha256(hashed[item.path], item.member), item.frame, item.slice, item.label, mask, item.boxes,
        item.relative, "", "", item.split,
    )  # fmt: skip
    return source, Place(str(item.path.resolve()), item.member, str(item.mask.resolve()) if item.mask else "")


def content_sha256(file: str, member: str) -> str:
    """Names an image by the SHA-256 of its file and, in an archive, the member's name."""
    return hashlib.sha256(f"{file}\0{member}".encode()).hexdigest() if member else file
