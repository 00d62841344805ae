"""The end of a report: a checklist in the style of CLAIM, and what to cite."""

from __future__ import annotations

from collections.abc import Sequence

from medadv_gui.render.text import clean
from medadv_gui.report.document import Block, Bullets, Code, Text
from medadv_gui.report.tables import Table

NOT_APPLICABLE = "not applicable"
IN_ITS_STYLE = (
    "In the style of the CLAIM 2024 update, with what TRIPOD+AI asks of an evaluation: where each point stands in this "
    "report, as far as it applies to an attack on a model that exists already. It was filled in by the program, was "
    "reviewed by nobody, and is no certification by either."
)
GUIDELINES = (
    "CLAIM: Tejani AS, Klontzas ME, Gatti AA, Mongan JT, Moy L, Park SH, Kahn CE Jr; CLAIM 2024 Update Panel. "
    "Checklist for Artificial Intelligence in Medical Imaging (CLAIM): 2024 Update. Radiology: Artificial Intelligence "
    "2024;6(4):e240300. doi:10.1148/ryai.240300",
    "TRIPOD+AI: Collins GS, Moons KGM, Dhiman P, et al. TRIPOD+AI statement: updated guidance for reporting clinical "
    "prediction models that use regression or machine learning methods. BMJ 2024;385:e078378. "
    "doi:10.1136/bmj-2023-078378",
    "Signs that an evaluation went wrong: Carlini N, Athalye A, Papernot N, et al. On Evaluating Adversarial "
    "Robustness. arXiv:1902.06705, 2019",
)
PAPER = """@inproceedings{qi2021stabilized,
  title     = {Stabilized Medical Image Attacks},
  author    = {Qi, Gege and Gong, Lijun and Song, Yibing and Ma, Kai and Zheng, Yefeng},
  booktitle = {International Conference on Learning Representations (ICLR)},
  year      = {2021},
  eprint    = {2103.05232},
  archivePrefix = {arXiv}
}"""


def program(version: str) -> str:
    """This program as a BibTeX entry."""
    text = "Attacks on medical image models, for research. With a reimplementation of Qi et al., ICLR 2021"
    return (
        f"@software{{medadv_gui,\n  title   = {{medadv\\_gui}},\n  version = {{{version}}},\n  note    = {{{text}}}\n}}"
    )


def checklist(rows: Sequence[tuple[str, str, str]]) -> tuple[Block, ...]:
    """Each row: the topic, what is asked, and where it stands."""
    table = Table(
        "Checklist", ("Topic", "Asked", "Where it stands"),
        tuple((clean(a), clean(b), clean(c)) for a, b, c in rows), widths=(0.2, 0.36, 0.44),
    )  # fmt: skip
    return Text(IN_ITS_STYLE), table


def references(version: str) -> tuple[Block, ...]:
    """What to cite, and what was followed."""
    return (
        Text("Whoever publishes figures of this report may cite the paper whose method is reimplemented here, and the "
             "program. None of the paper's figures stands in this report."),
        Code("BibTeX", f"{PAPER}\n\n{program(clean(version))}"),
        Bullets(GUIDELINES),
    )  # fmt: skip


ONE_CASE = (
    ("Title", "Says that it is a study of artificial intelligence, and of which kind", "Title and subtitle"),
    ("Design", "Retrospective or prospective; the aim", "One image that exists already, attacked; “Threat model”"),
    ("Data", "Source, dates, de-identification",
     "“Image, model and attack”: the kind of file and the SHA-256 of its pixels alone. No name, number, date or "
     "institution is taken over from the file"),
    ("Data", "How many cases, and how they were chosen",
     "One image, chosen by the user. It stands for no population, so there is neither a sample size nor an interval"),
    ("Ground truth", "What the reference is, and whose", "“What survives storage”: the reference and its source"),
    ("Data partitions", "Training, tuning and test data apart",
     "“The model's card”; whether this image was among its training data is not known"),
    ("Model", "Architecture, inputs and outputs, software",
     "“Image, model and attack” and “The model's card”; versions under “Run, versions and files”"),
    ("Training", "Details of the training", f"{NOT_APPLICABLE}: nothing is trained here; see the model's card"),
    ("Evaluation", "Metrics, their uncertainty, robustness",
     "“How large the change is”, “What survives storage”, “Signs that it went wrong”; same-size noise beside it"),
    ("Evaluation", "Explainability or interpretability", f"{NOT_APPLICABLE}: no explanation of the model is drawn"),
    ("Results", "Failures and wrong answers", "“What survives storage”: whether the model was right before"),
    ("Discussion", "Limits, and what it does and does not mean",
     "The remarks on the first page; the page for clinicians beside this report"),
    ("Open science", "Code, data and protocol",
     "Every parameter, seed and hash is in result.json; `medadv-gui replay` repeats the run"),
    ("Fairness (TRIPOD+AI)", "Figures by group of people", f"{NOT_APPLICABLE}: one image, of nobody known here"),
)  # fmt: skip

COHORT = (
    ("Title", "Says that it is a study of artificial intelligence, and of which kind", "Title and subtitle"),
    ("Design", "Retrospective or prospective; the aim", "Images that exist already, attacked; “Threat model”"),
    ("Data", "Source, dates, de-identification",
     "“Cases”: each image by its name in the cohort and the SHA-256 of its pixels; patients and sites by running "
     "numbers. Where the images come from, the program does not know: to be told by the authors"),
    ("Data", "Inclusion and exclusion", "The cohort's manifest; “Failures and deviations”: what could not be done"),
    ("Data", "Sample size and how it was chosen", "“Models before any attack”: n; the choice is the authors' to tell"),
    ("Ground truth", "What the reference is, and whose", "“Threat model and parameters”: its source"),
    ("Data partitions", "Training, tuning and test data apart",
     "The models' cards; whether images of the cohort were among training data, the program does not know"),
    ("Model", "Architecture, inputs and outputs, software", "“Models and environment”"),
    ("Training", "Details of the training", f"{NOT_APPLICABLE}: nothing is trained here; see the models' cards"),
    ("Evaluation", "Metrics with their uncertainty",
     "Every table: 95 % intervals, by patient where patients are named; n beside each"),
    ("Evaluation", "Statistical tests, and how many",
     "“Attacks compared”: pairs on the same cases, Holm's correction within a model and norm"),
    ("Evaluation", "Robustness", "The whole report; “Signs that it went wrong”"),
    ("Evaluation", "Explainability or interpretability", f"{NOT_APPLICABLE}: no explanation of a model is drawn here"),
    ("Results", "Flow of cases, failures", "“Models before any attack”, “Failures and deviations”"),
    ("Results", "Subgroups; fairness (TRIPOD+AI)",
     "“By class, modality and site”; age, sex and origin are not known to the program: to be told by the authors"),
    ("Discussion", "Limits, and what it does and does not mean", "The remarks on the first page"),
    ("Open science", "Code, data and protocol",
     "cohort.json is the frozen protocol; rows.csv and figures.json hold every row and figure"),
)  # fmt: skip
