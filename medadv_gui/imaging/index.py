"""What files and folders hold, from headers only: patients, studies and series, sorted along their normal."""

from __future__ import annotations

import filecmp
import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from medadv_gui.core.errors import InputError
from medadv_gui.core.salt import installation_salt
from medadv_gui.core.text import one_line
from medadv_gui.core.types import Index, Instance, Series, Skipped
from medadv_gui.imaging import dicomdir
from medadv_gui.imaging.cache import IndexCache
from medadv_gui.imaging.facts import Facts
from medadv_gui.imaging.process import ReadingCancelledError, decoder
from medadv_gui.imaging.read import read_images
from medadv_gui.imaging.series import File, Part, dicom_series, natural, parts, picture_series
from medadv_gui.imaging.walk import walk

Progress = Callable[[int, int], None]
Answer = Mapping[str, Any]
# One request to a child: so many headers take some 30 ms.
BATCH = 32
# The one reason that quotes nothing of the file, and the one worth keeping: most files on a disk are no images.
NO_IMAGE = "not a DICOM or image file"


def index(
    paths: Path | Sequence[Path],
    *,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Index:
    """Index files, folders (recursively), zip archives and DICOMDIRs.

    progress : called with (files looked at, files found so far). cancelled : asked again and again; once it is true,
    what was found until then is returned.

    Raises
    ------
    InputError
        If a single path is missing, or nothing in any of them can be read as an image.
    """
    roots = (paths,) if isinstance(paths, Path) else tuple(paths)
    stopped = cancelled or (lambda: False)
    with IndexCache(installation_salt()) as cache:
        scan = _Scan(cache, progress or (lambda done, total: None), stopped)
        visited: set[tuple[int, int] | str] = set()
        scan.look(found for root in roots for found in walk(root, visited))
        for instance, names in scan.take_directories():
            if instance.path in roots and not instance.member:
                scan.look(dicomdir.referenced(instance.path, names))
            else:
                scan.skip(instance, "a DICOMDIR: the files of its folder are found without it")
        series = _series(scan)
    once = dict.fromkeys(scan.skipped)  # in the order met, which those of one file keep
    skipped = tuple(sorted(once, key=lambda item: natural(Instance(item.path, member=item.member))))
    if not series and not stopped():
        raise InputError(_nothing(roots, skipped))
    return Index(roots, series, skipped)


def _nothing(roots: Sequence[Path], skipped: Sequence[Skipped]) -> str:
    name = one_line(roots[0].name, 80) if len(roots) == 1 else f"{len(roots)} files and folders"
    if len(roots) == 1 and [item.path for item in skipped] == [roots[0]] and not skipped[0].member:
        return f"{name}: {skipped[0].reason}"
    where = "in this folder" if len(roots) == 1 and roots[0].is_dir() else "there"
    if not skipped:
        return f"{name}: nothing readable {where}"
    first = f"{one_line(skipped[0].name, 80)}: {skipped[0].reason}"
    return f"{name}: nothing readable {where} ({len(skipped)} skipped; {first})"


class _Scan:
    """Asks the children, or the cache, for the facts of files while these are being found."""

    def __init__(self, cache: IndexCache, progress: Progress, stopped: Callable[[], bool]) -> None:
        self.facts: dict[Instance, Facts] = {}
        self.skipped: list[Skipped] = []
        self.stopped = stopped
        self._cache, self._progress = cache, progress
        self._salt = installation_salt()
        self._directories: dict[Instance, list[list[str]]] = {}
        self._seen: set[Instance] = set()
        self._done = self._total = 0

    def look(self, found: Iterable[Instance | Skipped]) -> None:
        """Take the facts of every file in `found`, which may be a generator that is still looking."""
        waiting: list[tuple[list[Instance], dict[Instance, str], Future[Sequence[Answer]]]] = []
        with ThreadPoolExecutor(2, "index") as threads:
            try:
                for batch in self._batches(found):
                    self._total += len(batch)
                    unknown, keys = self._known(batch)
                    if unknown:
                        waiting.append((unknown, keys, threads.submit(self._ask, unknown)))
                    while waiting and waiting[0][2].done():
                        self._take(*waiting.pop(0))
                    self._progress(self._done, self._total)
                for item in waiting:
                    self._take(*item)
                    self._progress(self._done, self._total)
            except ReadingCancelledError:
                pass
            finally:
                for _, _, future in waiting:
                    future.cancel()

    def _batches(self, found: Iterable[Instance | Skipped]) -> Iterator[list[Instance]]:
        each = iter(found)
        while not self.stopped() and (some := list(islice(each, BATCH))):
            self.skipped += [item for item in some if isinstance(item, Skipped)]
            fresh = [item for item in dict.fromkeys(some) if isinstance(item, Instance) and item not in self._seen]
            self._seen.update(fresh)
            yield fresh

    def _known(self, batch: Sequence[Instance]) -> tuple[list[Instance], dict[Instance, str]]:
        """Take what the cache knows of; the rest, and the keys under which it will be kept."""
        keys = {}
        for instance in batch:
            try:
                status = instance.path.stat()
            except OSError:
                continue  # gone since it was found: the child says so
            keys[instance] = self._cache.key(instance, status.st_size, status.st_mtime_ns)
        kept = self._cache.get(list(keys.values()))
        known = {instance: kept[key] for instance, key in keys.items() if key in kept}
        for instance, record in known.items():
            try:
                if record == {}:
                    self.skip(instance, NO_IMAGE)
                else:
                    self.facts[instance] = Facts.checked(record)
                self._done += 1
                del keys[instance]
            except (ValueError, TypeError, KeyError):  # not ours: ask the file itself
                pass
        return [instance for instance in batch if instance not in known or instance in keys], keys

    def _ask(self, batch: Sequence[Instance]) -> Sequence[Answer]:
        """The children's answers; a file that brings a child down costs its neighbours nothing."""
        if self.stopped():
            raise ReadingCancelledError(f"{batch[0].name}: reading was cancelled")
        try:
            answers = decoder.scan(batch, self.stopped)
            if isinstance(answers, list) and [type(answer) for answer in answers] == [dict] * len(batch):
                return answers
            raise InputError(f"{batch[0].name}: the decoder's answer is no answer")
        except ReadingCancelledError:
            raise
        except InputError as error:
            if len(batch) == 1:
                return [{"error": str(error)}]
            return [answer for instance in batch for answer in self._ask([instance])]

    def _take(self, batch: Sequence[Instance], keys: Mapping[Instance, str], future: Future[Sequence[Answer]]) -> None:
        keep: dict[str, Answer] = {}
        for instance, answer in zip(batch, future.result(), strict=True):
            self._done += 1
            try:
                if "error" in answer:
                    name = str(InputError(f"{instance.name}:"))  # as errors write it: in printable characters
                    reason = one_line(str(answer["error"]).removeprefix(f"{name} "))
                    self.skip(instance, reason)
                    if reason == NO_IMAGE and instance in keys:
                        keep[keys[instance]] = {}
                elif answer["kind"] == "dicomdir":
                    self._directories[instance] = [[str(part) for part in parts] for parts in answer["files"]]
                else:
                    self.facts[instance] = facts = Facts.of(answer, self._salt)
                    if instance in keys:
                        keep[keys[instance]] = facts.for_cache()
            except (ValueError, TypeError, KeyError):
                self.skip(instance, "the header makes no image")
        self._cache.put(keep)

    def skip(self, instance: Instance, reason: str) -> None:
        """List a file as skipped."""
        self.skipped.append(Skipped(instance.path, reason, instance.member))

    def take_directories(self) -> list[tuple[Instance, list[list[str]]]]:
        """The DICOMDIRs met so far and the names in them."""
        met, self._directories = list(self._directories.items()), {}
        return met

    def titles(self, files: Sequence[Instance]) -> dict[Instance, str]:
        """SeriesDescriptions, read from the files again: the cache keeps none."""
        found = {}
        for at in range(0, len(files), BATCH):
            batch = files[at : at + BATCH]
            try:
                answers = self._ask(batch)
            except ReadingCancelledError:
                break
            found.update({i: one_line(str(a.get("title") or "")) for i, a in zip(batch, answers, strict=True)})
        return found


def _series(scan: _Scan) -> tuple[Series, ...]:
    """Group the facts by patient, study and series, and these into stacks."""
    order = sorted(scan.facts, key=natural)
    files = [File(instance, scan.facts[instance]) for instance in order]
    groups: dict[tuple[str, str, str], list[File]] = defaultdict(list)
    for file in _unlike(scan, [file for file in files if file.facts.kind == "dicom"]):
        groups[_group(file)].append(file)
    untitled = [group[0].instance for group in groups.values() if group[0].facts.title is None]
    titles = scan.titles(untitled)
    patients: dict[str, str] = {}
    studies: dict[str, dict[str, str]] = defaultdict(dict)
    found: list[tuple[tuple[str, str, float], Part, str, str, str]] = []
    for (patient, study, _), group in groups.items():
        alias = patients.setdefault(patient, f"patient {len(patients) + 1}")
        number = studies[patient].setdefault(study, f"study {len(studies[patient]) + 1}")
        title = group[0].facts.title or titles.get(group[0].instance, "")
        of_series = group[0].facts.series_number
        place = (patient, study, float("inf") if of_series is None else float(of_series))
        found += [(place, part, alias, number, title) for part in parts(group)]
    rank = {patient: at for at, patient in enumerate(patients)}
    found.sort(key=lambda item: (rank[item[0][0]], list(studies[item[0][0]]).index(item[0][1]), item[0][2]))
    dicom = (dicom_series(part, patient, study, title) for _, part, patient, study, title in found)
    return (*dicom, *picture_series([file for file in files if file.facts.kind != "dicom"]))


def _group(file: File) -> tuple[str, str, str]:
    """Patient, study and series of a file. Files without a patient are kept apart by study, those without a series by
    folder."""
    f = file.facts
    return f.patient or f"study {f.study}", f.study, f.series or f"folder {file.instance.path.parent}"


def _unlike(scan: _Scan, files: Iterable[File]) -> Iterator[File]:
    """The files without copies: of those with the same SOPInstanceUID, the ones whose pixels differ are kept and told
    apart (`File.rank`)."""
    first: dict[str, File] = {}
    contents: dict[tuple[str, ...], dict[str, File]] = defaultdict(dict)
    for file in files:
        sop, group = file.facts.sop, _group(file)
        earlier = first.setdefault(sop, file) if sop else file
        if earlier is file:
            yield file
            continue
        known, beside = contents[sop, *group], _group(earlier) == group
        copy = earlier if beside and _same_bytes(earlier, file) else None
        if copy is None:
            if beside and not known:
                known[_content(earlier, scan.stopped)] = earlier
            content = _content(file, scan.stopped)
            copy = known.get(content)
            if copy is None and not scan.stopped():
                yield replace(file, rank=len(known), conflict=earlier.instance.name)
                known[content] = file
                continue
        words = "the same image as" if copy is not None else "not compared with another of its SOPInstanceUID:"
        scan.skip(file.instance, f"{words} {one_line((copy or earlier).instance.name, 80)}")


def _same_bytes(one: File, other: File) -> bool:
    a, b = one.instance, other.instance
    try:
        return not (a.member or b.member) and filecmp.cmp(a.path, b.path, shallow=False)
    except OSError:
        return False


def _content(file: File, stopped: Callable[[], bool]) -> str:
    """What all decoded frames of a file hold, as one hash; of a file that cannot be decoded, its name."""
    f, digest = file.facts, hashlib.sha256()
    frames = (replace(file.instance, frame=frame) for frame in range(f.frames))
    for image in read_images(frames, stopped):
        if isinstance(image, InputError):
            return str(file.instance)
        digest.update(f"{image.stored.shape}{image.sha256()}".encode())
    return digest.hexdigest()
