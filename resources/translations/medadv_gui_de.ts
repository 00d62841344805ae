<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About medadv_gui</source>
        <translation>Über medadv_gui</translation>
    </message>
    <message>
        <source>See how fragile a medical image model is.</source>
        <translation>Sehen, wie zerbrechlich ein Modell für medizinische Bilder ist.</translation>
    </message>
    <message>
        <source>Device: {0}</source>
        <translation>Gerät: {0}</translation>
    </message>
    <message>
        <source>chosen at the first run</source>
        <translation>wird beim ersten Lauf gewählt</translation>
    </message>
    <message>
        <source>Apache License 2.0. It stands on Qt and PySide6 (LGPL-3.0), PyTorch (BSD), pydicom (MIT), pyqtgraph (MIT), NumPy and SciPy (BSD), Pillow (MIT-CMU), imagecodecs (BSD), ReportLab (BSD), Material Design Icons (Apache-2.0) by way of QtAwesome (MIT), and the typefaces Inter (OFL-1.1) and DejaVu.</source>
        <translation>Apache License 2.0. Es steht auf Qt und PySide6 (LGPL-3.0), PyTorch (BSD), pydicom (MIT), pyqtgraph (MIT), NumPy und SciPy (BSD), Pillow (MIT-CMU), imagecodecs (BSD), ReportLab (BSD), Material Design Icons (Apache-2.0) über QtAwesome (MIT) und den Schriften Inter (OFL-1.1) und DejaVu.</translation>
    </message>
</context>
<context>
    <name>AnswerPanel</name>
    <message>
        <source>Model's answer</source>
        <translation>Antwort des Modells</translation>
    </message>
    <message>
        <source>Choose a model to see its answer.</source>
        <translation>Wählen Sie ein Modell, um seine Antwort zu sehen.</translation>
    </message>
    <message>
        <source>Model's answer before and after, as bars</source>
        <translation>Antwort des Modells vorher und nachher, als Balken</translation>
    </message>
    <message>
        <source>Model's answer before and after</source>
        <translation>Antwort des Modells vorher und nachher</translation>
    </message>
    <message>
        <source>Boxes before and after</source>
        <translation>Boxen vorher und nachher</translation>
    </message>
    <message>
        <source>Box</source>
        <translation>Box</translation>
    </message>
    <message>
        <source>Fate</source>
        <translation>Verbleib</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Vorher</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Nachher</translation>
    </message>
    <message>
        <source>true label</source>
        <translation>wahres Label</translation>
    </message>
    <message>
        <source>reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Model scores</source>
        <translation>Modellwerte</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Fläche</translation>
    </message>
    <message>
        <source>Dice and area</source>
        <translation>Dice und Fläche</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Boxen</translation>
    </message>
    <message>
        <source>In the pane: filled is now, dashed is before.</source>
        <translation>Im Bild: gefüllt ist jetzt, gestrichelt ist vorher.</translation>
    </message>
    <message>
        <source>Each label is present or absent by itself; several may be, or none.</source>
        <translation>Jedes Label ist für sich vorhanden oder nicht; es können mehrere sein oder keines.</translation>
    </message>
    <message>
        <source>Preprocessing: {0}.</source>
        <translation>Vorverarbeitung: {0}.</translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nachher</translation>
    </message>
    <message>
        <source>present from {0}</source>
        <translation>vorhanden ab {0}</translation>
    </message>
    <message>
        <source>present</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>vanished</source>
        <translation>verschwunden</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>geblieben</translation>
    </message>
    <message>
        <source>invented</source>
        <translation>erfunden</translation>
    </message>
    <message>
        <source>found</source>
        <translation>gefunden</translation>
    </message>
    <message>
        <source>The model reports no box.</source>
        <translation>Das Modell meldet keine Box.</translation>
    </message>
</context>
<context>
    <name>AttackPanel</name>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Choose a model</source>
        <translation>Modell wählen</translation>
    </message>
    <message>
        <source>About this model</source>
        <translation>Über dieses Modell</translation>
    </message>
    <message>
        <source>About this model: what it is, and what was measured of it</source>
        <translation>Über dieses Modell: was es ist und was an ihm gemessen wurde</translation>
    </message>
    <message>
        <source>Attack</source>
        <translation>Angriff</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>How far each pixel may move: 4/255 of the model's input window, 12HU, or 3 stored units.</source>
        <translation>Wie weit sich jeder Pixel ändern darf: 4/255 des Eingangsfensters des Modells, 12HU oder 3 gespeicherte Einheiten.</translation>
    </message>
    <message>
        <source>Stop at the first verified success</source>
        <translation>Beim ersten geprüften Erfolg aufhören</translation>
    </message>
    <message>
        <source>End as soon as a step succeeds and still does once rounded to stored values.</source>
        <translation>Endet, sobald ein Schritt gelingt und auf gespeicherte Werte gerundet immer noch gelingt.</translation>
    </message>
    <message>
        <source>Smallest budget</source>
        <translation>Kleinstes Budget</translation>
    </message>
    <message>
        <source>Attack again and again to find the smallest budget that still works, up to the one above.</source>
        <translation>Greift immer wieder an, um das kleinste Budget zu finden, das noch genügt, höchstens das oben genannte.</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Invented boxes count</source>
        <translation>Erfundene Boxen zählen</translation>
    </message>
    <message>
        <source>A box that the model invents is a success too, not only one that it loses. Not with a target.</source>
        <translation>Auch eine Box, die das Modell erfindet, ist ein Erfolg, nicht nur eine verlorene. Nicht mit einem Ziel.</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>Referenz</translation>
    </message>
    <message>
        <source>The answer that counts as right: the attack drives away from it.</source>
        <translation>Die Antwort, die als richtig gilt: Der Angriff führt von ihr weg.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Same seed, settings and device: same result.</source>
        <translation>Gleicher Startwert, gleiche Einstellungen, gleiches Gerät: gleiches Ergebnis.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>What the model runs on; the status bar says what it got.</source>
        <translation>Worauf das Modell rechnet; die Statuszeile nennt, was es bekam.</translation>
    </message>
    <message>
        <source>Import a model…</source>
        <translation>Modell importieren …</translation>
    </message>
    <message>
        <source>Open an image to see which models fit it.</source>
        <translation>Öffnen Sie ein Bild, um zu sehen, welche Modelle passen.</translation>
    </message>
    <message>
        <source>{0} models fit this picture. Choose the one made for it.</source>
        <translation>{0} Modelle passen zu diesem Bild. Wählen Sie das dafür gemachte.</translation>
    </message>
    <message>
        <source>No model fits this image.</source>
        <translation>Kein Modell passt zu diesem Bild.</translation>
    </message>
    <message>
        <source>model's answer</source>
        <translation>Modellantwort</translation>
    </message>
    <message>
        <source>no box at all</source>
        <translation>gar keine Box</translation>
    </message>
    <message>
        <source>The labels that the model finds present. On the command line --truth names others.</source>
        <translation>Die Labels, die das Modell als vorhanden findet. Auf der Befehlszeile nennt --truth andere.</translation>
    </message>
    <message>
        <source>any other answer</source>
        <translation>jede andere</translation>
    </message>
    <message>
        <source>The answer to drive the model to.</source>
        <translation>Die Antwort, zu der das Modell geführt werden soll.</translation>
    </message>
    <message>
        <source>The label to make present; the others are held as in the reference.</source>
        <translation>Das Label, das vorhanden werden soll; die anderen bleiben wie in der Referenz.</translation>
    </message>
    <message>
        <source>any change</source>
        <translation>jede Änderung</translation>
    </message>
    <message>
        <source>The label that all foreground is to take; the rest is held as in the reference.</source>
        <translation>Das Label, das der ganze Vordergrund annehmen soll; der Rest bleibt wie in der Referenz.</translation>
    </message>
    <message>
        <source>any box lost</source>
        <translation>eine Box weniger</translation>
    </message>
    <message>
        <source>What the model is to find.</source>
        <translation>Was das Modell finden soll.</translation>
    </message>
    <message>
        <source>demonstration only</source>
        <translation>nur zur Demonstration</translation>
    </message>
    <message>
        <source>preprocessing assumed by user</source>
        <translation>Vorverarbeitung vom Nutzer angenommen</translation>
    </message>
    <message>
        <source>Two answers to choose from: here the stabilized attack's step equals I-FGSM's.</source>
        <translation>Zwei Antworten zur Wahl: Hier gleicht der Schritt des stabilisierten Angriffs dem von I-FGSM.</translation>
    </message>
    <message>
        <source>classification</source>
        <translation>Klassifikation</translation>
    </message>
    <message>
        <source>multi-label classification</source>
        <translation>Multi-Label-Klassifikation</translation>
    </message>
    <message>
        <source>segmentation</source>
        <translation>Segmentierung</translation>
    </message>
    <message>
        <source>detection</source>
        <translation>Detektion</translation>
    </message>
    <message>
        <source>stored unit</source>
        <translation>gespeicherte Einheit</translation>
    </message>
    <message>
        <source>stored units</source>
        <translation>gespeicherte Einheiten</translation>
    </message>
    <message>
        <source>{0} × the local noise</source>
        <translation>{0} × das lokale Rauschen</translation>
    </message>
    <message>
        <source>up to {0} of 255 grey levels as shown</source>
        <translation>bis zu {0} von 255 Graustufen, wie gezeigt</translation>
    </message>
    <message>
        <source>{0} (not trusted)</source>
        <translation>{0} (nicht vertraut)</translation>
    </message>
    <message>
        <source>Choose it to see what it is and to trust it.</source>
        <translation>Wählen Sie ihn, um zu sehen, was er ist, und ihm zu vertrauen.</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Dismiss</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message>
        <source>A message, left out of the picture: it may name a file.</source>
        <translation>Eine Meldung, im Bild weggelassen: Sie könnte eine Datei nennen.</translation>
    </message>
</context>
<context>
    <name>BudgetSlider</name>
    <message>
        <source>Perturbation</source>
        <translation>Perturbation</translation>
    </message>
    <message>
        <source>Share of the perturbation, per cent</source>
        <translation>Anteil der Perturbation, Prozent</translation>
    </message>
    <message>
        <source>Scale the perturbation and ask the model again: a scaled copy, not a new attack (left, right keys)</source>
        <translation>Die Perturbation skalieren und das Modell wieder fragen: eine skalierte Kopie, kein neuer Angriff (Tasten links, rechts)</translation>
    </message>
    <message>
        <source>Back to the verified result</source>
        <translation>Zurück zum geprüften Ergebnis</translation>
    </message>
    <message>
        <source>Back to 100 %, the verified result</source>
        <translation>Zurück zu 100 %, dem geprüften Ergebnis</translation>
    </message>
    <message>
        <source>verified result</source>
        <translation>geprüftes Ergebnis</translation>
    </message>
    <message>
        <source>no success at any share tried</source>
        <translation>kein Erfolg bei einem versuchten Anteil</translation>
    </message>
    <message>
        <source>smallest success tried: {0} %</source>
        <translation>kleinster versuchter Erfolg: {0} %</translation>
    </message>
</context>
<context>
    <name>CardPage</name>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>The card</source>
        <translation>Die Karte</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
</context>
<context>
    <name>ChecksPage</name>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Test vector</source>
        <translation>Testvektor</translation>
    </message>
    <message>
        <source>Choose a test vector…</source>
        <translation>Testvektor wählen …</translation>
    </message>
    <message>
        <source>An .npz with one image as stored, and the outputs that the network gave for it where it was made</source>
        <translation>Eine .npz mit einem gespeicherten Bild und den Ausgaben, die das Netz dort gab, wo es gemacht wurde</translation>
    </message>
    <message>
        <source>Without</source>
        <translation>Ohne</translation>
    </message>
    <message>
        <source>Go on without a test vector</source>
        <translation>Ohne Testvektor weitermachen</translation>
    </message>
    <message>
        <source>Tolerance of the test vector</source>
        <translation>Toleranz des Testvektors</translation>
    </message>
    <message>
        <source>How far an output may be off, in the outputs' own numbers, up to 1</source>
        <translation>Wie weit eine Ausgabe abweichen darf, in ihren eigenen Zahlen, bis 1</translation>
    </message>
    <message>
        <source>Tolerance</source>
        <translation>Toleranz</translation>
    </message>
    <message>
        <source>passed</source>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>not passed</source>
        <translation>nicht bestanden</translation>
    </message>
</context>
<context>
    <name>FaultDialog</name>
    <message>
        <source>Unexpected error</source>
        <translation>Unerwarteter Fehler</translation>
    </message>
    <message>
        <source>This is a fault of the program, not of your file. The window goes on working. The report below names no file and no patient; please send it with a word on what you did.</source>
        <translation>Das ist ein Fehler des Programms, nicht Ihrer Datei. Das Fenster arbeitet weiter. Der Bericht unten nennt weder Datei noch Patient; bitte senden Sie ihn mit einem Wort dazu, was Sie getan haben.</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>FoundPage</name>
    <message>
        <source>Choose file…</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>One file: weights, a program, an ONNX graph or a zipped bundle</source>
        <translation>Eine Datei: Gewichte, ein Programm, ein ONNX-Graph oder ein gezipptes Bündel</translation>
    </message>
    <message>
        <source>Choose folder…</source>
        <translation>Ordner wählen …</translation>
    </message>
    <message>
        <source>A folder with a model_card.json, or a MONAI bundle</source>
        <translation>Ein Ordner mit model_card.json oder ein MONAI-Bündel</translation>
    </message>
    <message>
        <source>Tensors in the file</source>
        <translation>Tensoren in der Datei</translation>
    </message>
    <message>
        <source>Tensor</source>
        <translation>Tensor</translation>
    </message>
    <message>
        <source>Shape</source>
        <translation>Form</translation>
    </message>
</context>
<context>
    <name>Fourth</name>
    <message>
        <source>Nothing has been chosen for this place yet.</source>
        <translation>Für diesen Platz wurde noch nichts gewählt.</translation>
    </message>
</context>
<context>
    <name>HelpDialog</name>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Help pages</source>
        <translation>Hilfeseiten</translation>
    </message>
    <message>
        <source>Help page</source>
        <translation>Hilfeseite</translation>
    </message>
    <message>
        <source>Search the help</source>
        <translation>Hilfe durchsuchen</translation>
    </message>
    <message>
        <source>Shows the pages that hold these words; Return goes to the next place</source>
        <translation>Zeigt die Seiten mit diesen Wörtern; die Eingabetaste geht zur nächsten Stelle</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>No page holds these words.</source>
        <translation>Keine Seite enthält diese Wörter.</translation>
    </message>
</context>
<context>
    <name>Histogram</name>
    <message>
        <source>Histogram of the network's input</source>
        <translation>Histogramm des Netzeingangs</translation>
    </message>
    <message>
        <source>values from {0} to {1}, mean {2}, deviation {3}</source>
        <translation>Werte von {0} bis {1}, Mittel {2}, Streuung {3}</translation>
    </message>
    <message>
        <source>; expected {0} to {1}</source>
        <translation>; erwartet {0} bis {1}</translation>
    </message>
</context>
<context>
    <name>History</name>
    <message>
        <source>window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>invert</source>
        <translation>Invertieren</translation>
    </message>
    <message>
        <source>layout</source>
        <translation>Aufteilung</translation>
    </message>
    <message>
        <source>zoom and pan</source>
        <translation>Zoom und Ausschnitt</translation>
    </message>
    <message>
        <source>notes</source>
        <translation>Notizen</translation>
    </message>
</context>
<context>
    <name>ImageStrip</name>
    <message>
        <source>ADVERSARIAL IMAGE, not the patient's own: changed to deceive a model. Research use only, not for diagnosis.</source>
        <translation>ADVERSARIALES BILD, nicht das des Patienten: verändert, um ein Modell zu täuschen. Nur für die Forschung, nicht zur Diagnose.</translation>
    </message>
    <message>
        <source>How the file was read</source>
        <translation>Wie die Datei gelesen wurde</translation>
    </message>
    <message>
        <source>Note: {0}</source>
        <translation>Hinweis: {0}</translation>
    </message>
</context>
<context>
    <name>ImportWizard</name>
    <message>
        <source>Import a model</source>
        <translation>Modell importieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Models (*.safetensors *.pt *.pth *.pt2 *.ts *.onnx *.zip)</source>
        <translation>Modelle (*.safetensors *.pt *.pth *.pt2 *.ts *.onnx *.zip)</translation>
    </message>
    <message>
        <source>Choose a model file</source>
        <translation>Modelldatei wählen</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Choose a model folder</source>
        <translation>Modellordner wählen</translation>
    </message>
    <message>
        <source>The preview appears once size, brightness and labels are filled in.</source>
        <translation>Die Vorschau erscheint, sobald Größe, Helligkeit und Labels ausgefüllt sind.</translation>
    </message>
    <message>
        <source>Choose an image</source>
        <translation>Bild wählen</translation>
    </message>
    <message>
        <source>Not up to date: the card has errors.</source>
        <translation>Nicht aktuell: Die Karte hat Fehler.</translation>
    </message>
    <message>
        <source>Choose an image above to see what the network sees of it.</source>
        <translation>Wählen Sie oben ein Bild, um zu sehen, was das Netz davon sieht.</translation>
    </message>
    <message>
        <source>The model is tried in a process of its own first.</source>
        <translation>Das Modell wird zuerst in einem eigenen Prozess probiert.</translation>
    </message>
    <message>
        <source>Reading the image…</source>
        <translation>Das Bild wird gelesen …</translation>
    </message>
    <message>
        <source>The image cannot be read.</source>
        <translation>Das Bild kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>There is no preview.</source>
        <translation>Es gibt keine Vorschau.</translation>
    </message>
    <message>
        <source>Choose a test vector</source>
        <translation>Testvektor wählen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>1 field is to be mended</source>
        <translation>1 Feld ist zu berichtigen</translation>
    </message>
    <message>
        <source>{0} fields are to be mended</source>
        <translation>{0} Felder sind zu berichtigen</translation>
    </message>
</context>
<context>
    <name>Importing</name>
    <message>
        <source>A model can be imported once the attack has ended.</source>
        <translation>Ein Modell kann importiert werden, sobald der Angriff zu Ende ist.</translation>
    </message>
    <message>
        <source>The image on show</source>
        <translation>Das gezeigte Bild</translation>
    </message>
    <message>
        <source>{0} is in the list of models.</source>
        <translation>{0} steht in der Liste der Modelle.</translation>
    </message>
    <message>
        <source>It does not fit the image on show: {0}.</source>
        <translation>Es passt nicht zum gezeigten Bild: {0}.</translation>
    </message>
</context>
<context>
    <name>KeyEditor</name>
    <message>
        <source>Actions and their keys</source>
        <translation>Befehle und ihre Tasten</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>Take the key away</source>
        <translation>Die Taste wegnehmen</translation>
    </message>
    <message>
        <source>Press the new key; the cross takes the key away</source>
        <translation>Drücken Sie die neue Taste; das Kreuz nimmt die Taste weg</translation>
    </message>
    <message>
        <source>Reset this key</source>
        <translation>Diese Taste zurücksetzen</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>Alle zurücksetzen</translation>
    </message>
    <message>
        <source>{0}: press a new key in the field.</source>
        <translation>{0}: Drücken Sie im Feld eine neue Taste.</translation>
    </message>
    <message>
        <source>{0} belongs to “{1}” already. Nothing was changed.</source>
        <translation>{0} gehört schon zu „{1}“. Nichts wurde geändert.</translation>
    </message>
</context>
<context>
    <name>LabelsTable</name>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>The answers that the network can give, in the order of its outputs; of a segmentation the first is the background. Colours are written as #e69f00, or picked.</source>
        <translation>Die Antworten, die das Netz geben kann, in der Reihenfolge seiner Ausgänge; bei einer Segmentierung ist die erste der Hintergrund. Farben werden als #e69f00 geschrieben oder gewählt.</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>Farbe</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>One more label, at the end</source>
        <translation>Ein weiteres Label, am Ende</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Take the chosen label out</source>
        <translation>Das gewählte Label herausnehmen</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>Auf</translation>
    </message>
    <message>
        <source>The chosen label one output earlier</source>
        <translation>Das gewählte Label einen Ausgang früher</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>Ab</translation>
    </message>
    <message>
        <source>The chosen label one output later</source>
        <translation>Das gewählte Label einen Ausgang später</translation>
    </message>
    <message>
        <source>Colour…</source>
        <translation>Farbe …</translation>
    </message>
    <message>
        <source>Pick the chosen label's colour</source>
        <translation>Die Farbe des gewählten Labels wählen</translation>
    </message>
    <message>
        <source>label</source>
        <translation>Label</translation>
    </message>
    <message>
        <source>label {0}</source>
        <translation>Label {0}</translation>
    </message>
    <message>
        <source>Colour of the label</source>
        <translation>Farbe des Labels</translation>
    </message>
</context>
<context>
    <name>LinkedPanes</name>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>Perturbation</source>
        <translation>Perturbation</translation>
    </message>
    <message>
        <source>Adversarial</source>
        <translation>Adversarial</translation>
    </message>
    <message>
        <source>signed</source>
        <translation>mit Vorzeichen</translation>
    </message>
    <message>
        <source>absolute</source>
        <translation>absolut</translation>
    </message>
    <message>
        <source>overlay</source>
        <translation>überlagert</translation>
    </message>
    <message>
        <source>, gain ×{0}</source>
        <translation>, Verstärkung ×{0}</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>invertiert</translation>
    </message>
    <message>
        <source>colours: {0}</source>
        <translation>Farben: {0}</translation>
    </message>
    <message>
        <source>stored</source>
        <translation>gespeichert</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>gezeigt</translation>
    </message>
</context>
<context>
    <name>Looking</name>
    <message>
        <source>Choose an image and a model.</source>
        <translation>Wählen Sie ein Bild und ein Modell.</translation>
    </message>
    <message>
        <source>Asking the model…</source>
        <translation>Das Modell wird gefragt …</translation>
    </message>
    <message>
        <source>Run the attack to see.</source>
        <translation>Starten Sie den Angriff, um es zu sehen.</translation>
    </message>
    <message>
        <source>The model finds nothing here, so it looked for nothing.</source>
        <translation>Das Modell findet hier nichts, also hat es nach nichts gesehen.</translation>
    </message>
</context>
<context>
    <name>LossPlot</name>
    <message>
        <source>Losses and divergences are drawn here while an attack runs.</source>
        <translation>Hier werden Verluste und Divergenzen gezeichnet, während ein Angriff läuft.</translation>
    </message>
    <message>
        <source>Loss (nats)</source>
        <translation>Verlust (nats)</translation>
    </message>
    <message>
        <source>deviation</source>
        <translation>Abweichung</translation>
    </message>
    <message>
        <source>stabilization</source>
        <translation>Stabilisierung</translation>
    </message>
    <message>
        <source>KL (nats)</source>
        <translation>KL (nats)</translation>
    </message>
    <message>
        <source>to the reference</source>
        <translation>zur Referenz</translation>
    </message>
    <message>
        <source>to the smoothed</source>
        <translation>zum Geglätteten</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>Images (*.dcm *.dicom *.ima DICOMDIR *.zip *.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp *.nii *.nii.gz *.nrrd *.nhdr *.mha *.mhd *.mp4 *.avi *.mov *.mkv)</source>
        <translation>Bilder (*.dcm *.dicom *.ima DICOMDIR *.zip *.png *.jpg *.jpeg *.tif *.tiff *.bmp *.webp *.nii *.nii.gz *.nrrd *.nhdr *.mha *.mhd *.mp4 *.avi *.mov *.mkv)</translation>
    </message>
    <message>
        <source>Open files</source>
        <translation>Dateien öffnen</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Export into folder</source>
        <translation>In Ordner exportieren</translation>
    </message>
    <message>
        <source>This folder holds {0} already. Replace?</source>
        <translation>Dieser Ordner enthält schon {0}. Ersetzen?</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Exported {0} reports and the data to {1}.</source>
        <translation>{0} Berichte und die Daten wurden nach {1} exportiert.</translation>
    </message>
    <message>
        <source>Saved the page as {0}.</source>
        <translation>Die Seite wurde als {0} gespeichert.</translation>
    </message>
</context>
<context>
    <name>ModelsDialog</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Page of the model</source>
        <translation>Seite des Modells</translation>
    </message>
    <message>
        <source>Save page…</source>
        <translation>Seite speichern …</translation>
    </message>
    <message>
        <source>Save the page as HTML or PDF</source>
        <translation>Die Seite als HTML oder PDF speichern</translation>
    </message>
    <message>
        <source>Preparing the page…</source>
        <translation>Die Seite wird vorbereitet …</translation>
    </message>
    <message>
        <source>The page could not be made.</source>
        <translation>Die Seite konnte nicht gemacht werden.</translation>
    </message>
    <message>
        <source>Save page</source>
        <translation>Seite speichern</translation>
    </message>
</context>
<context>
    <name>NotesPanel</name>
    <message>
        <source>NOTES</source>
        <translation>NOTIZEN</translation>
    </message>
    <message>
        <source>Notes on this case</source>
        <translation>Notizen zu diesem Fall</translation>
    </message>
    <message>
        <source>Plain text, kept on this computer with the session; it is in no report</source>
        <translation>Reiner Text, mit der Sitzung auf diesem Rechner aufbewahrt; er steht in keinem Bericht</translation>
    </message>
    <message>
        <source>Notes, left out of the picture.</source>
        <translation>Notizen, im Bild weggelassen.</translation>
    </message>
</context>
<context>
    <name>Orthogonal</name>
    <message>
        <source>{0} of the slices cannot be read: no volume.</source>
        <translation>{0} der Schichten können nicht gelesen werden: kein Volumen.</translation>
    </message>
    <message>
        <source>Reading the slices: {0} of {1}</source>
        <translation>Schichten werden gelesen: {0} von {1}</translation>
    </message>
    <message>
        <source>Putting the slices together…</source>
        <translation>Die Schichten werden zusammengesetzt …</translation>
    </message>
    <message>
        <source>These slices make no volume: {0}.</source>
        <translation>Diese Schichten ergeben kein Volumen: {0}.</translation>
    </message>
</context>
<context>
    <name>OrthogonalViews</name>
    <message>
        <source>Axial</source>
        <translation>Axial</translation>
    </message>
    <message>
        <source>Coronal</source>
        <translation>Koronal</translation>
    </message>
    <message>
        <source>Sagittal</source>
        <translation>Sagittal</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Progress of the checks</source>
        <translation>Fortschritt der Prüfungen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages of preferences</source>
        <translation>Seiten der Einstellungen</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Counts from the next start on.</source>
        <translation>Gilt ab dem nächsten Start.</translation>
    </message>
</context>
<context>
    <name>Presenter</name>
    <message>
        <source>Reading the image…</source>
        <translation>Das Bild wird gelesen …</translation>
    </message>
    <message>
        <source>slice {0}</source>
        <translation>Schicht {0}</translation>
    </message>
    <message>
        <source>ground truth of the demo case</source>
        <translation>Wahrheit des Demofalls</translation>
    </message>
    <message>
        <source>No image, no answer</source>
        <translation>Kein Bild, keine Antwort</translation>
    </message>
    <message>
        <source>Choose a model, then run the attack.</source>
        <translation>Wählen Sie ein Modell, dann starten Sie den Angriff.</translation>
    </message>
    <message>
        <source>The first step…</source>
        <translation>Der erste Schritt …</translation>
    </message>
    <message>
        <source>Preparing the attack…</source>
        <translation>Der Angriff wird vorbereitet …</translation>
    </message>
    <message>
        <source>Run the attack to fill this pane.</source>
        <translation>Der Angriff füllt dieses Bild.</translation>
    </message>
    <message>
        <source>Asking the model…</source>
        <translation>Das Modell wird gefragt …</translation>
    </message>
    <message>
        <source>The model has not answered.</source>
        <translation>Das Modell hat nicht geantwortet.</translation>
    </message>
    <message>
        <source>Stopping after this step…</source>
        <translation>Hält nach diesem Schritt an …</translation>
    </message>
    <message>
        <source>Paused. Resume with the button or its key.</source>
        <translation>Pausiert. Weiter mit dem Knopf oder seiner Taste.</translation>
    </message>
    <message>
        <source>Verifying: saving, reading again, asking the model again…</source>
        <translation>Prüfung: speichern, wieder lesen, das Modell wieder fragen …</translation>
    </message>
    <message>
        <source>Preparing: the model is loaded and timed…</source>
        <translation>Vorbereitung: Das Modell wird geladen und gemessen …</translation>
    </message>
    <message>
        <source>Slices: {0} of {1} done</source>
        <translation>Schichten: {0} von {1} fertig</translation>
    </message>
    <message>
        <source>Step {0} of {1}</source>
        <translation>Schritt {0} von {1}</translation>
    </message>
    <message>
        <source> · about {0} s left</source>
        <translation> · noch etwa {0} s</translation>
    </message>
    <message>
        <source>Cancelled after {0} steps; nothing was verified.</source>
        <translation>Nach {0} Schritten abgebrochen; nichts wurde geprüft.</translation>
    </message>
    <message>
        <source>This image cannot be shown</source>
        <translation>Dieses Bild kann nicht gezeigt werden</translation>
    </message>
    <message>
        <source>No model fits this image</source>
        <translation>Kein Modell passt zu diesem Bild</translation>
    </message>
    <message>
        <source>Import one that was made for its kind.</source>
        <translation>Importieren Sie eines, das für Bilder dieser Art gemacht ist.</translation>
    </message>
    <message>
        <source>Choose a model on the right, then run the attack</source>
        <translation>Wählen Sie rechts ein Modell, dann starten Sie den Angriff</translation>
    </message>
    <message>
        <source>Attack running: it succeeds in memory</source>
        <translation>Angriff läuft: im Speicher gelingt er</translation>
    </message>
    <message>
        <source>Attack running: no success yet</source>
        <translation>Angriff läuft: noch kein Erfolg</translation>
    </message>
    <message>
        <source>Success: {0}.</source>
        <translation>Erfolg: {0}.</translation>
    </message>
    <message>
        <source>Another image is being attacked</source>
        <translation>Ein anderes Bild wird angegriffen</translation>
    </message>
    <message>
        <source>All slices are being attacked</source>
        <translation>Alle Schichten werden angegriffen</translation>
    </message>
    <message>
        <source>Cancelled after {0} steps</source>
        <translation>Nach {0} Schritten abgebrochen</translation>
    </message>
    <message>
        <source>The panes show the last step seen. It was not rounded, saved or read again.</source>
        <translation>Zu sehen ist der letzte Schritt. Er wurde nicht gerundet, gespeichert oder wieder gelesen.</translation>
    </message>
    <message>
        <source>Ready to attack</source>
        <translation>Bereit zum Angriff</translation>
    </message>
    <message>
        <source>The model's own answer stands below. Press Enter to run the attack.</source>
        <translation>Die eigene Antwort des Modells steht unten. Die Eingabetaste startet den Angriff.</translation>
    </message>
</context>
<context>
    <name>PreviewPane</name>
    <message>
        <source>Image for the preview</source>
        <translation>Bild für die Vorschau</translation>
    </message>
    <message>
        <source>On which image you see what the network is fed, and what it answers.</source>
        <translation>An welchem Bild Sie sehen, was das Netz bekommt und was es antwortet.</translation>
    </message>
    <message>
        <source>Preview on</source>
        <translation>Vorschau an</translation>
    </message>
    <message>
        <source>The image as the network sees it</source>
        <translation>Das Bild, wie das Netz es sieht</translation>
    </message>
    <message>
        <source>The network's answer</source>
        <translation>Die Antwort des Netzes</translation>
    </message>
    <message>
        <source>The network's answer, as bars</source>
        <translation>Die Antwort des Netzes, als Balken</translation>
    </message>
    <message>
        <source>As the network sees it</source>
        <translation>Wie das Netz es sieht</translation>
    </message>
    <message>
        <source>Its answer</source>
        <translation>Seine Antwort</translation>
    </message>
    <message>
        <source>Numbers at the network's input</source>
        <translation>Zahlen am Netzeingang</translation>
    </message>
    <message>
        <source>The preview is being computed</source>
        <translation>Die Vorschau wird berechnet</translation>
    </message>
    <message>
        <source>An image from the disk…</source>
        <translation>Ein Bild von der Platte …</translation>
    </message>
    <message>
        <source>Choose an image</source>
        <translation>Bild wählen</translation>
    </message>
    <message>
        <source>1 channel</source>
        <translation>1 Kanal</translation>
    </message>
    <message>
        <source>3 channels</source>
        <translation>3 Kanäle</translation>
    </message>
    <message>
        <source>{0} pixels, {1}</source>
        <translation>{0} Pixel, {1}</translation>
    </message>
    <message>
        <source>{0} to {1}, mean {2}, deviation {3}; heights are the root of the counts. {4}</source>
        <translation>{0} bis {1}, Mittel {2}, Streuung {3}; Höhen sind die Wurzel der Anzahlen. {4}</translation>
    </message>
    <message>
        <source>The card states no expected range.</source>
        <translation>Die Karte nennt keinen erwarteten Bereich.</translation>
    </message>
    <message>
        <source>Shaded: the expected range, {0} to {1}.</source>
        <translation>Schattiert: der erwartete Bereich, {0} bis {1}.</translation>
    </message>
    <message>
        <source>Answer: {0}</source>
        <translation>Antwort: {0}</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Recent cases</source>
        <translation>Letzte Fälle</translation>
    </message>
    <message>
        <source>Clear list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>No recent cases</source>
        <translation>Keine letzten Fälle</translation>
    </message>
    <message>
        <source>{0} images</source>
        <translation>{0} Bilder</translation>
    </message>
    <message>
        <source>opened {0}</source>
        <translation>geöffnet {0}</translation>
    </message>
</context>
<context>
    <name>Regions</name>
    <message>
        <source>The mask file is empty: no region was set.</source>
        <translation>Die Maskendatei ist leer: Es wurde kein Bereich gesetzt.</translation>
    </message>
</context>
<context>
    <name>ResultParts</name>
    <message>
        <source>Losses and attacks</source>
        <translation>Verluste und Angriffe</translation>
    </message>
    <message>
        <source>Losses or attacks</source>
        <translation>Verluste oder Angriffe</translation>
    </message>
    <message>
        <source>Losses</source>
        <translation>Verluste</translation>
    </message>
    <message>
        <source>Perturbation map</source>
        <translation>Perturbationskarte</translation>
    </message>
    <message>
        <source>How the perturbation is drawn; the scale always ends at the budget</source>
        <translation>Wie die Perturbation gezeichnet wird; die Skala endet immer am Budget</translation>
    </message>
</context>
<context>
    <name>ResultViews</name>
    <message>
        <source>Attacks on this image ({0})</source>
        <translation>Angriffe auf dieses Bild ({0})</translation>
    </message>
    <message>
        <source>This attack cannot begin at the image on show.</source>
        <translation>Dieser Angriff kann nicht beim gezeigten Bild beginnen.</translation>
    </message>
</context>
<context>
    <name>ResultsTable</name>
    <message>
        <source>Attacks on this image</source>
        <translation>Angriffe auf dieses Bild</translation>
    </message>
    <message>
        <source>Select a row to show that result; Delete discards it</source>
        <translation>Eine Zeile wählen, um das Ergebnis zu zeigen; Entf verwirft es</translation>
    </message>
    <message>
        <source>Attack</source>
        <translation>Angriff</translation>
    </message>
    <message>
        <source>Success</source>
        <translation>Erfolg</translation>
    </message>
    <message>
        <source>In memory / rounded / saved and read again</source>
        <translation>Im Speicher / gerundet / gespeichert und wieder gelesen</translation>
    </message>
    <message>
        <source>Budget</source>
        <translation>Budget</translation>
    </message>
    <message>
        <source>How far each value was allowed to move</source>
        <translation>Wie weit sich jeder Wert ändern durfte</translation>
    </message>
    <message>
        <source>Realised</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>The largest change of the written image</source>
        <translation>Die größte Änderung des geschriebenen Bildes</translation>
    </message>
    <message>
        <source>L2</source>
        <translation>L2</translation>
    </message>
    <message>
        <source>The L2 norm of the change, stored units</source>
        <translation>Die L2-Norm der Änderung, gespeicherte Einheiten</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Iterates of the run that found the image</source>
        <translation>Iterationen des Laufs, der das Bild fand</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Seconds of work</source>
        <translation>Sekunden Arbeit</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>any</source>
        <translation>irgendeine</translation>
    </message>
</context>
<context>
    <name>RunControls</name>
    <message>
        <source>Progress of the attack</source>
        <translation>Fortschritt des Angriffs</translation>
    </message>
    <message>
        <source>Run attack</source>
        <translation>Angriff starten</translation>
    </message>
    <message>
        <source>Run the attack on the image on show (Return)</source>
        <translation>Den Angriff auf das gezeigte Bild starten (Eingabe)</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Hold the attack after the step it is in; again: let it go on (P)</source>
        <translation>Den Angriff nach dem laufenden Schritt anhalten; nochmals: weiterlaufen lassen (P)</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop the attack after the step it is in (Shift+Esc)</source>
        <translation>Den Angriff nach dem laufenden Schritt abbrechen (Umschalt+Esc)</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>SaliencyPane</name>
    <message>
        <source>Model looked at</source>
        <translation>Wohin das Modell sah</translation>
    </message>
    <message>
        <source>How it is worked out where the model looked</source>
        <translation>Wie ermittelt wird, wohin das Modell sah</translation>
    </message>
    <message>
        <source>Input gradient: the pixels whose change moves the answer most. Grad-CAM: the regions that the network's coarsest maps answer from. Neither proves why the model answers as it does.</source>
        <translation>Eingangsgradient: die Pixel, deren Änderung die Antwort am meisten bewegt. Grad-CAM: die Bereiche, aus denen die gröbsten Karten des Netzes antworten. Keines beweist, warum das Modell so antwortet.</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>Gradient</translation>
    </message>
    <message>
        <source>Where the model looked before the attack</source>
        <translation>Wohin das Modell vor dem Angriff sah</translation>
    </message>
    <message>
        <source>Where the model looked after the attack</source>
        <translation>Wohin das Modell nach dem Angriff sah</translation>
    </message>
    <message>
        <source>Scale, from nothing to the value that 1 % of the pixels exceeded before</source>
        <translation>Skala, von nichts bis zu dem Wert, den vorher 1 % der Pixel überschritt</translation>
    </message>
    <message>
        <source>from 0 to the top 1 % before</source>
        <translation>von 0 bis zum obersten 1 % vorher</translation>
    </message>
    <message>
        <source>before</source>
        <translation>vorher</translation>
    </message>
    <message>
        <source>after</source>
        <translation>nachher</translation>
    </message>
</context>
<context>
    <name>ScreenshotDialog</name>
    <message>
        <source>Save screenshot</source>
        <translation>Bildschirmfoto speichern</translation>
    </message>
    <message>
        <source>Show names of files and folders</source>
        <translation>Namen von Dateien und Ordnern zeigen</translation>
    </message>
    <message>
        <source>They may hold a patient's name. Without, aliases stand in their place.</source>
        <translation>Sie können den Namen eines Patienten enthalten. Ohne stehen Decknamen an ihrer Stelle.</translation>
    </message>
    <message>
        <source>The picture shows the whole window. Text that is part of an image itself is not hidden: look at it.</source>
        <translation>Das Bild zeigt das ganze Fenster. Text, der zum Bild selbst gehört, wird nicht verborgen: Sehen Sie hin.</translation>
    </message>
    <message>
        <source>Choose a file…</source>
        <translation>Datei wählen …</translation>
    </message>
</context>
<context>
    <name>Shell</name>
    <message>
        <source>The last session can be brought back (images {0}, results {1}).</source>
        <translation>Die letzte Sitzung kann zurückgeholt werden (Bilder: {0}, Ergebnisse: {1}).</translation>
    </message>
    <message>
        <source>The program did not end in order. Its session can be brought back (images {0}, results {1}).</source>
        <translation>Das Programm wurde nicht ordentlich beendet. Seine Sitzung kann zurückgeholt werden (Bilder: {0}, Ergebnisse: {1}).</translation>
    </message>
    <message>
        <source>Restore</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
    <message>
        <source>The session is not being kept: {0}</source>
        <translation>Die Sitzung wird nicht aufbewahrt: {0}</translation>
    </message>
    <message>
        <source>{0} of {1} images were not found where they were. What was kept of them stays on the disk.</source>
        <translation>{0} von {1} Bildern liegen nicht mehr, wo sie lagen. Was von ihnen aufbewahrt wurde, bleibt auf der Platte.</translation>
    </message>
</context>
<context>
    <name>SliceStrip</name>
    <message>
        <source>Slices of the attacked series</source>
        <translation>Schichten der angegriffenen Serie</translation>
    </message>
    <message>
        <source>{0} succeeded, {1} failed, {2} nothing to attack, {3} not attacked, {4} to come</source>
        <translation>{0} gelungen, {1} misslungen, {2} nichts anzugreifen, {3} nicht angegriffen, {4} noch offen</translation>
    </message>
    <message>
        <source>not attacked yet</source>
        <translation>noch nicht angegriffen</translation>
    </message>
    <message>
        <source>attack succeeded</source>
        <translation>Angriff gelungen</translation>
    </message>
    <message>
        <source>attack failed</source>
        <translation>Angriff misslungen</translation>
    </message>
    <message>
        <source>nothing to attack: the model is wrong before, or finds nothing</source>
        <translation>nichts anzugreifen: Das Modell irrt schon vorher oder findet nichts</translation>
    </message>
    <message>
        <source>could not be attacked: {0}</source>
        <translation>konnte nicht angegriffen werden: {0}</translation>
    </message>
    <message>
        <source>budget needed</source>
        <translation>nötiges Budget</translation>
    </message>
    <message>
        <source>largest change</source>
        <translation>größte Änderung</translation>
    </message>
    <message>
        <source>; {0} {1} stored units</source>
        <translation>; {0} {1} gespeicherte Einheiten</translation>
    </message>
    <message>
        <source>Slice {0}: {1}</source>
        <translation>Schicht {0}: {1}</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Open an image, attack the model, look</source>
        <translation>Bild öffnen, Modell angreifen, hinsehen</translation>
    </message>
    <message>
        <source>Drop a DICOM series, a fundus photograph or an endoscopy picture anywhere in this window.</source>
        <translation>Ziehen Sie eine DICOM-Serie, ein Fundusfoto oder ein Endoskopiebild in dieses Fenster.</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation>Dateien öffnen …</translation>
    </message>
    <message>
        <source>Or try a demo case</source>
        <translation>Oder nehmen Sie einen Demofall</translation>
    </message>
    <message>
        <source>Progress of opening</source>
        <translation>Fortschritt des Öffnens</translation>
    </message>
</context>
<context>
    <name>StudyTree</name>
    <message>
        <source>Open images and demo cases</source>
        <translation>Offene Bilder und Demofälle</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Demo cases</source>
        <translation>Demofälle</translation>
    </message>
    <message>
        <source>Skipped files ({0})</source>
        <translation>Übergangene Dateien ({0})</translation>
    </message>
    <message>
        <source>and {0} more</source>
        <translation>und {0} weitere</translation>
    </message>
    <message>
        <source>{0} images</source>
        <translation>{0} Bilder</translation>
    </message>
    <message>
        <source>{0:g} mm from slice to slice</source>
        <translation>{0:g} mm von Schicht zu Schicht</translation>
    </message>
    <message>
        <source>skipped file</source>
        <translation>übergangene Datei</translation>
    </message>
</context>
<context>
    <name>Summary</name>
    <message>
        <source>the criterion is met</source>
        <translation>das Kriterium ist erfüllt</translation>
    </message>
    <message>
        <source>the criterion is not met</source>
        <translation>das Kriterium ist nicht erfüllt</translation>
    </message>
    <message>
        <source>Scaled copy of the perturbation at {0} %, not a new attack: {1}.</source>
        <translation>Skalierte Kopie der Perturbation bei {0} %, kein neuer Angriff: {1}.</translation>
    </message>
    <message>
        <source>Changed by at most {0}. Not saved, not read again.</source>
        <translation>Um höchstens {0} geändert. Nicht gespeichert, nicht wieder gelesen.</translation>
    </message>
    <message>
        <source>Once rounded to stored values nothing is left of the change at this share.</source>
        <translation>Auf gespeicherte Werte gerundet, bleibt bei diesem Anteil nichts von der Änderung.</translation>
    </message>
    <message>
        <source>in memory</source>
        <translation>im Speicher</translation>
    </message>
    <message>
        <source>rounded</source>
        <translation>gerundet</translation>
    </message>
    <message>
        <source>re-read</source>
        <translation>wieder gelesen</translation>
    </message>
    <message>
        <source>after JPEG 90</source>
        <translation>nach JPEG 90</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Same-size noise: &lt;b&gt;{0}&lt;/b&gt;</source>
        <translation>Gleich großes Rauschen: &lt;b&gt;{0}&lt;/b&gt;</translation>
    </message>
    <message>
        <source>Success: </source>
        <translation>Erfolg: </translation>
    </message>
</context>
<context>
    <name>Swipe</name>
    <message>
        <source>original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>adversarial</source>
        <translation>adversarial</translation>
    </message>
    <message>
        <source>Swipe</source>
        <translation>Wischen</translation>
    </message>
</context>
<context>
    <name>TagBrowser</name>
    <message>
        <source>DICOM attributes</source>
        <translation>DICOM-Attribute</translation>
    </message>
    <message>
        <source>Search tag, name or value</source>
        <translation>Tag, Namen oder Wert suchen</translation>
    </message>
    <message>
        <source>Search attributes</source>
        <translation>Attribute suchen</translation>
    </message>
    <message>
        <source>Show the attributes that contain these words (Ctrl+F)</source>
        <translation>Die Attribute zeigen, die diese Wörter enthalten (Strg+F)</translation>
    </message>
    <message>
        <source>Show identity</source>
        <translation>Identität zeigen</translation>
    </message>
    <message>
        <source>Show values that may tell who the patient is: names, numbers, dates, places</source>
        <translation>Werte zeigen, die verraten können, wer der Patient ist: Namen, Nummern, Daten, Orte</translation>
    </message>
    <message>
        <source>Attributes</source>
        <translation>Attribute</translation>
    </message>
    <message>
        <source>Tag</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>VR</source>
        <translation>VR</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy the selected lines; hidden values stay hidden (Ctrl+C)</source>
        <translation>Die gewählten Zeilen kopieren; verborgene Werte bleiben verborgen (Strg+C)</translation>
    </message>
    <message>
        <source>No image is on show.</source>
        <translation>Kein Bild wird gezeigt.</translation>
    </message>
    <message>
        <source>This image has no DICOM attributes: its file is of another kind.</source>
        <translation>Dieses Bild hat keine DICOM-Attribute: Seine Datei ist von anderer Art.</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen …</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>verborgen</translation>
    </message>
    <message>
        <source>{0} of {1} attributes</source>
        <translation>{0} von {1} Attributen</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Guided tour</source>
        <translation>Rundgang</translation>
    </message>
    <message>
        <source>One moment…</source>
        <translation>Einen Moment …</translation>
    </message>
</context>
<context>
    <name>TrustDialog</name>
    <message>
        <source>Trust an attack</source>
        <translation>Einem Angriff vertrauen</translation>
    </message>
    <message>
        <source>Trust the attack {0}?</source>
        <translation>Dem Angriff {0} vertrauen?</translation>
    </message>
    <message>
        <source>Its package has changed since you trusted it.</source>
        <translation>Sein Paket hat sich geändert, seit Sie ihm vertraut haben.</translation>
    </message>
    <message>
        <source>It is installed in editable mode: changes to its source are not noticed.</source>
        <translation>Er ist im editierbaren Modus installiert: Änderungen an seinem Quelltext werden nicht bemerkt.</translation>
    </message>
    <message>
        <source>It is a program and runs with your rights: it can read, change and send what you can.</source>
        <translation>Er ist ein Programm und läuft mit Ihren Rechten: Er kann lesen, ändern und senden, was Sie können.</translation>
    </message>
    <message>
        <source>Package</source>
        <translation>Paket</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Trust</source>
        <translation>Vertrauen</translation>
    </message>
    <message>
        <source>Trust holds for the package's files as they are now. Nothing of it has been run so far.</source>
        <translation>Das Vertrauen gilt den Dateien des Pakets, wie sie jetzt sind. Bisher wurde nichts davon ausgeführt.</translation>
    </message>
</context>
<context>
    <name>Viewing</name>
    <message>
        <source>Brush: radius {0} px</source>
        <translation>Pinsel: Radius {0} px</translation>
    </message>
    <message>
        <source>Masks (*.png *.tif *.tiff *.bmp *.dcm *.nii *.nii.gz *.nrrd *.mha);;All files (*)</source>
        <translation>Masken (*.png *.tif *.tiff *.bmp *.dcm *.nii *.nii.gz *.nrrd *.mha);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Region from a mask file</source>
        <translation>Bereich aus einer Maskendatei</translation>
    </message>
    <message>
        <source>Region: only {0} px may change</source>
        <translation>Bereich: nur {0} px dürfen sich ändern</translation>
    </message>
    <message>
        <source>region</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>measurements</source>
        <translation>Messungen</translation>
    </message>
</context>
<context>
    <name>WindowLayout</name>
    <message>
        <source>Slice</source>
        <translation>Schicht</translation>
    </message>
    <message>
        <source>Slice (wheel, up and down keys)</source>
        <translation>Schicht (Rad, Pfeil auf und ab)</translation>
    </message>
    <message>
        <source>Drop to open</source>
        <translation>Zum Öffnen loslassen</translation>
    </message>
    <message>
        <source>Toolbar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>More tools</source>
        <translation>Weitere Werkzeuge</translation>
    </message>
    <message>
        <source>Progress of reading</source>
        <translation>Fortschritt des Lesens</translation>
    </message>
    <message>
        <source>Stop reading</source>
        <translation>Lesen anhalten</translation>
    </message>
</context>
<context>
    <name>_Card</name>
    <message>
        <source>Skip</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Leave the tour ({0})</source>
        <translation>Den Rundgang verlassen ({0})</translation>
    </message>
    <message>
        <source>The step before ({0})</source>
        <translation>Der Schritt davor ({0})</translation>
    </message>
    <message>
        <source>Go on ({0})</source>
        <translation>Weiter ({0})</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>actions</name>
    <message>
        <source>Open folder…</source>
        <translation>Ordner öffnen …</translation>
    </message>
    <message>
        <source>Open a folder of DICOM files or pictures</source>
        <translation>Einen Ordner mit DICOM-Dateien oder Bildern öffnen</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open files…</source>
        <translation>Dateien öffnen …</translation>
    </message>
    <message>
        <source>Open DICOM files or pictures</source>
        <translation>DICOM-Dateien oder Bilder öffnen</translation>
    </message>
    <message>
        <source>Import a model…</source>
        <translation>Modell importieren …</translation>
    </message>
    <message>
        <source>Bring your own model: look into it, fill in its card, check it</source>
        <translation>Ein eigenes Modell mitbringen: hineinsehen, seine Karte ausfüllen, es prüfen</translation>
    </message>
    <message>
        <source>Close series</source>
        <translation>Serie schließen</translation>
    </message>
    <message>
        <source>Close the series on show</source>
        <translation>Die gezeigte Serie schließen</translation>
    </message>
    <message>
        <source>Export report…</source>
        <translation>Bericht exportieren …</translation>
    </message>
    <message>
        <source>Save the adversarial image, the data and the reports in a folder</source>
        <translation>Das adversariale Bild, die Daten und die Berichte in einem Ordner speichern</translation>
    </message>
    <message>
        <source>DICOM attributes…</source>
        <translation>DICOM-Attribute …</translation>
    </message>
    <message>
        <source>The attributes of the file on show, with search</source>
        <translation>Die Attribute der gezeigten Datei, mit Suche</translation>
    </message>
    <message>
        <source>Save screenshot…</source>
        <translation>Bildschirmfoto speichern …</translation>
    </message>
    <message>
        <source>Save a picture of the whole window</source>
        <translation>Ein Bild des ganzen Fensters speichern</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Close the window</source>
        <translation>Das Fenster schließen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Take back the last change of view or notes</source>
        <translation>Die letzte Änderung an Ansicht oder Notizen zurücknehmen</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Make it again</source>
        <translation>Sie wieder herstellen</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Show or hide the notes on the case</source>
        <translation>Die Notizen zum Fall zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Theme, language, size, keys, and how the window behaves</source>
        <translation>Aussehen, Sprache, Größe, Tasten und Verhalten des Fensters</translation>
    </message>
    <message>
        <source>Run attack</source>
        <translation>Angriff starten</translation>
    </message>
    <message>
        <source>Run the attack on the image on show</source>
        <translation>Den Angriff auf das gezeigte Bild starten</translation>
    </message>
    <message>
        <source>&amp;Attack</source>
        <translation>&amp;Angriff</translation>
    </message>
    <message>
        <source>Cancel attack</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop the attack after the step it is in</source>
        <translation>Den Angriff nach dem laufenden Schritt anhalten</translation>
    </message>
    <message>
        <source>Pause attack</source>
        <translation>Angriff pausieren</translation>
    </message>
    <message>
        <source>Hold the attack after the step it is in; again: let it go on</source>
        <translation>Den Angriff nach dem laufenden Schritt anhalten; nochmals: weiterlaufen lassen</translation>
    </message>
    <message>
        <source>Run again from here</source>
        <translation>Von hier weiterlaufen</translation>
    </message>
    <message>
        <source>Run the attack of the form from the adversarial image on show</source>
        <translation>Den Angriff des Formulars vom gezeigten adversarialen Bild aus starten</translation>
    </message>
    <message>
        <source>Attack all slices</source>
        <translation>Alle Schichten angreifen</translation>
    </message>
    <message>
        <source>Run the attack on each slice of the series</source>
        <translation>Den Angriff auf jede Schicht der Serie ausführen</translation>
    </message>
    <message>
        <source>Signed</source>
        <translation>Mit Vorzeichen</translation>
    </message>
    <message>
        <source>Brighter is orange, darker is blue; the scale ends at the budget</source>
        <translation>Heller ist orange, dunkler ist blau; die Skala endet am Budget</translation>
    </message>
    <message>
        <source>Perturbation map</source>
        <translation>Perturbationskarte</translation>
    </message>
    <message>
        <source>Absolute</source>
        <translation>Absolut</translation>
    </message>
    <message>
        <source>How far each pixel moves, whichever way; the scale ends at the budget</source>
        <translation>Wie weit sich jeder Pixel ändert, gleich wohin; die Skala endet am Budget</translation>
    </message>
    <message>
        <source>Over the original</source>
        <translation>Über dem Original</translation>
    </message>
    <message>
        <source>The signed map over the original, opaque at the budget</source>
        <translation>Die Karte mit Vorzeichen über dem Original, am Budget deckend</translation>
    </message>
    <message>
        <source>Window tool</source>
        <translation>Fensterwerkzeug</translation>
    </message>
    <message>
        <source>Left drag changes level and width</source>
        <translation>Linkes Ziehen ändert Lage und Breite</translation>
    </message>
    <message>
        <source>Tools</source>
        <translation>Werkzeuge</translation>
    </message>
    <message>
        <source>Zoom tool</source>
        <translation>Zoomwerkzeug</translation>
    </message>
    <message>
        <source>Left drag zooms (right drag always does)</source>
        <translation>Linkes Ziehen zoomt (rechtes immer)</translation>
    </message>
    <message>
        <source>Pan tool</source>
        <translation>Verschiebewerkzeug</translation>
    </message>
    <message>
        <source>Left drag moves the picture (middle drag always does)</source>
        <translation>Linkes Ziehen verschiebt das Bild (mittleres immer)</translation>
    </message>
    <message>
        <source>Scroll tool</source>
        <translation>Blätterwerkzeug</translation>
    </message>
    <message>
        <source>Left drag goes through the slices (the wheel always does)</source>
        <translation>Linkes Ziehen geht durch die Schichten (das Rad immer)</translation>
    </message>
    <message>
        <source>Distance tool</source>
        <translation>Abstandswerkzeug</translation>
    </message>
    <message>
        <source>Drag to measure a distance, in mm where the spacing is known</source>
        <translation>Ziehen misst einen Abstand, in mm, wo der Pixelabstand bekannt ist</translation>
    </message>
    <message>
        <source>Angle tool</source>
        <translation>Winkelwerkzeug</translation>
    </message>
    <message>
        <source>Drag the first leg, then click the end of the second</source>
        <translation>Den ersten Schenkel ziehen, dann das Ende des zweiten anklicken</translation>
    </message>
    <message>
        <source>Region tool</source>
        <translation>Bereichswerkzeug</translation>
    </message>
    <message>
        <source>Drag to draw the region to attack; with Ctrl it is taken away</source>
        <translation>Ziehen zeichnet den anzugreifenden Bereich; mit Strg wird er weggenommen</translation>
    </message>
    <message>
        <source>Delete measurement</source>
        <translation>Messung löschen</translation>
    </message>
    <message>
        <source>Delete the selected measurement</source>
        <translation>Die gewählte Messung löschen</translation>
    </message>
    <message>
        <source>Delete all measurements</source>
        <translation>Alle Messungen löschen</translation>
    </message>
    <message>
        <source>Delete all measurements of this slice</source>
        <translation>Alle Messungen dieser Schicht löschen</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>Rechteck</translation>
    </message>
    <message>
        <source>The region tool draws rectangles</source>
        <translation>Das Bereichswerkzeug zeichnet Rechtecke</translation>
    </message>
    <message>
        <source>Region to attack</source>
        <translation>Anzugreifender Bereich</translation>
    </message>
    <message>
        <source>Ellipse</source>
        <translation>Ellipse</translation>
    </message>
    <message>
        <source>The region tool draws ellipses</source>
        <translation>Das Bereichswerkzeug zeichnet Ellipsen</translation>
    </message>
    <message>
        <source>Brush</source>
        <translation>Pinsel</translation>
    </message>
    <message>
        <source>The region tool paints</source>
        <translation>Das Bereichswerkzeug malt</translation>
    </message>
    <message>
        <source>Smaller brush</source>
        <translation>Kleinerer Pinsel</translation>
    </message>
    <message>
        <source>Paint thinner</source>
        <translation>Dünner malen</translation>
    </message>
    <message>
        <source>Larger brush</source>
        <translation>Größerer Pinsel</translation>
    </message>
    <message>
        <source>Paint thicker</source>
        <translation>Dicker malen</translation>
    </message>
    <message>
        <source>Region from a mask file…</source>
        <translation>Bereich aus einer Maskendatei …</translation>
    </message>
    <message>
        <source>The non-zero pixels of a picture of the image's size</source>
        <translation>Die Pixel ungleich null eines Bildes von der Größe des Bildes</translation>
    </message>
    <message>
        <source>Clear region</source>
        <translation>Bereich löschen</translation>
    </message>
    <message>
        <source>The attack may change every pixel again</source>
        <translation>Der Angriff darf wieder jeden Pixel ändern</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>The whole image in its own window</source>
        <translation>Das ganze Bild in seinem eigenen Fenster</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Invertieren</translation>
    </message>
    <message>
        <source>Show black as white</source>
        <translation>Schwarz als Weiß zeigen</translation>
    </message>
    <message>
        <source>Perturbation pane</source>
        <translation>Perturbationsbild</translation>
    </message>
    <message>
        <source>Show or hide the perturbation</source>
        <translation>Die Perturbation zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Where the model looked</source>
        <translation>Wohin das Modell sah</translation>
    </message>
    <message>
        <source>Where the model looked, before and after</source>
        <translation>Wohin das Modell sah, vorher und nachher</translation>
    </message>
    <message>
        <source>Masks and boxes</source>
        <translation>Masken und Boxen</translation>
    </message>
    <message>
        <source>Show or hide the model's masks and boxes</source>
        <translation>Die Masken und Boxen des Modells zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Overlay planes</source>
        <translation>Overlay-Ebenen</translation>
    </message>
    <message>
        <source>Show or hide the overlays that the file itself holds</source>
        <translation>Die Overlays, die die Datei selbst enthält, zeigen oder verbergen</translation>
    </message>
    <message>
        <source>Blink</source>
        <translation>Blinken</translation>
    </message>
    <message>
        <source>While held: original and adversarial change places</source>
        <translation>Solange gehalten: Original und adversariales Bild tauschen die Plätze</translation>
    </message>
    <message>
        <source>Swipe divider</source>
        <translation>Wischteiler</translation>
    </message>
    <message>
        <source>The original left of a divider that can be dragged, adversarial right of it</source>
        <translation>Das Original links eines ziehbaren Teilers, das adversariale Bild rechts davon</translation>
    </message>
    <message>
        <source>Divider to the left</source>
        <translation>Teiler nach links</translation>
    </message>
    <message>
        <source>Divider to the right</source>
        <translation>Teiler nach rechts</translation>
    </message>
    <message>
        <source>Play slices</source>
        <translation>Schichten abspielen</translation>
    </message>
    <message>
        <source>Show one slice after the other; again: stop</source>
        <translation>Eine Schicht nach der anderen zeigen; nochmals: anhalten</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Corner text</source>
        <translation>Ecktext</translation>
    </message>
    <message>
        <source>Full, minimal, none; the banners always stay</source>
        <translation>Voll, knapp, keiner; die Hinweise bleiben immer</translation>
    </message>
    <message>
        <source>Orthogonal views</source>
        <translation>Orthogonale Ansichten</translation>
    </message>
    <message>
        <source>Axial, coronal and sagittal views of the series</source>
        <translation>Axiale, koronale und sagittale Ansicht der Serie</translation>
    </message>
    <message>
        <source>One pane</source>
        <translation>Ein Bild</translation>
    </message>
    <message>
        <source>The original alone (double click: any pane)</source>
        <translation>Das Original allein (Doppelklick: jedes Bild)</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>Anordnung</translation>
    </message>
    <message>
        <source>Two panes</source>
        <translation>Zwei Bilder</translation>
    </message>
    <message>
        <source>Original and adversarial side by side</source>
        <translation>Original und adversariales Bild nebeneinander</translation>
    </message>
    <message>
        <source>Three panes</source>
        <translation>Drei Bilder</translation>
    </message>
    <message>
        <source>Original, perturbation and adversarial side by side</source>
        <translation>Original, Perturbation und adversariales Bild nebeneinander</translation>
    </message>
    <message>
        <source>Two by two</source>
        <translation>Zwei mal zwei</translation>
    </message>
    <message>
        <source>Four panes: the fourth is for a further view</source>
        <translation>Vier Bilder: Das vierte ist für eine weitere Ansicht</translation>
    </message>
    <message>
        <source>List of images</source>
        <translation>Bilderliste</translation>
    </message>
    <message>
        <source>Show the list of images, or fold it away</source>
        <translation>Die Liste der Bilder zeigen oder einklappen</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>Vergrößern</translation>
    </message>
    <message>
        <source>Magnify (Ctrl and the wheel do too)</source>
        <translation>Vergrößern (auch Strg und Rad)</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>Verkleinern</translation>
    </message>
    <message>
        <source>Make smaller</source>
        <translation>Kleiner zeigen</translation>
    </message>
    <message>
        <source>Previous slice</source>
        <translation>Vorige Schicht</translation>
    </message>
    <message>
        <source>Next slice</source>
        <translation>Nächste Schicht</translation>
    </message>
    <message>
        <source>First slice</source>
        <translation>Erste Schicht</translation>
    </message>
    <message>
        <source>Last slice</source>
        <translation>Letzte Schicht</translation>
    </message>
    <message>
        <source>Lung window</source>
        <translation>Lungenfenster</translation>
    </message>
    <message>
        <source>CT window: level -600 HU, width 1500 HU</source>
        <translation>CT-Fenster: Lage -600 HU, Breite 1500 HU</translation>
    </message>
    <message>
        <source>Window presets</source>
        <translation>Fenstervorgaben</translation>
    </message>
    <message>
        <source>Mediastinum window</source>
        <translation>Mediastinalfenster</translation>
    </message>
    <message>
        <source>CT window: level 50 HU, width 350 HU</source>
        <translation>CT-Fenster: Lage 50 HU, Breite 350 HU</translation>
    </message>
    <message>
        <source>Bone window</source>
        <translation>Knochenfenster</translation>
    </message>
    <message>
        <source>CT window: level 400 HU, width 1800 HU</source>
        <translation>CT-Fenster: Lage 400 HU, Breite 1800 HU</translation>
    </message>
    <message>
        <source>Abdomen window</source>
        <translation>Abdomenfenster</translation>
    </message>
    <message>
        <source>CT window: level 50 HU, width 400 HU</source>
        <translation>CT-Fenster: Lage 50 HU, Breite 400 HU</translation>
    </message>
    <message>
        <source>Brain window</source>
        <translation>Hirnfenster</translation>
    </message>
    <message>
        <source>CT window: level 40 HU, width 80 HU</source>
        <translation>CT-Fenster: Lage 40 HU, Breite 80 HU</translation>
    </message>
    <message>
        <source>Subdural window</source>
        <translation>Subduralfenster</translation>
    </message>
    <message>
        <source>CT window: level 75 HU, width 200 HU</source>
        <translation>CT-Fenster: Lage 75 HU, Breite 200 HU</translation>
    </message>
    <message>
        <source>Stroke window</source>
        <translation>Schlaganfallfenster</translation>
    </message>
    <message>
        <source>CT window: level 40 HU, width 40 HU</source>
        <translation>CT-Fenster: Lage 40 HU, Breite 40 HU</translation>
    </message>
    <message>
        <source>Temporal bone window</source>
        <translation>Felsenbeinfenster</translation>
    </message>
    <message>
        <source>CT window: level 600 HU, width 2800 HU</source>
        <translation>CT-Fenster: Lage 600 HU, Breite 2800 HU</translation>
    </message>
    <message>
        <source>Liver window</source>
        <translation>Leberfenster</translation>
    </message>
    <message>
        <source>CT window: level 30 HU, width 150 HU</source>
        <translation>CT-Fenster: Lage 30 HU, Breite 150 HU</translation>
    </message>
    <message>
        <source>Image's own window</source>
        <translation>Eigenes Fenster des Bildes</translation>
    </message>
    <message>
        <source>The window that the file asks for; again: its next one</source>
        <translation>Das Fenster, das die Datei verlangt; nochmals: ihr nächstes</translation>
    </message>
    <message>
        <source>Grey</source>
        <translation>Grau</translation>
    </message>
    <message>
        <source>Without colours</source>
        <translation>Ohne Farben</translation>
    </message>
    <message>
        <source>Colour map</source>
        <translation>Farbskala</translation>
    </message>
    <message>
        <source>Hot</source>
        <translation>Heiß</translation>
    </message>
    <message>
        <source>black over red and yellow to white</source>
        <translation>Schwarz über Rot und Gelb zu Weiß</translation>
    </message>
    <message>
        <source>Bone</source>
        <translation>Knochen</translation>
    </message>
    <message>
        <source>grey with a tinge of blue</source>
        <translation>Grau mit einem Hauch Blau</translation>
    </message>
    <message>
        <source>Viridis (perceptual, colour-blind safe)</source>
        <translation>Viridis (gleichmäßig, für Farbenblinde geeignet)</translation>
    </message>
    <message>
        <source>even steps of lightness, also for colour-blind eyes</source>
        <translation>gleichmäßige Helligkeitsstufen, auch für farbenblinde Augen</translation>
    </message>
    <message>
        <source>Cividis (perceptual, colour-blind safe)</source>
        <translation>Cividis (gleichmäßig, für Farbenblinde geeignet)</translation>
    </message>
    <message>
        <source>Inferno (perceptual, colour-blind safe)</source>
        <translation>Inferno (gleichmäßig, für Farbenblinde geeignet)</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>How to use the program, and what the results mean</source>
        <translation>Wie man das Programm benutzt und was die Ergebnisse bedeuten</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Guided tour</source>
        <translation>Rundgang</translation>
    </message>
    <message>
        <source>A few steps through the window, with a demo case</source>
        <translation>Einige Schritte durch das Fenster, mit einem Demofall</translation>
    </message>
    <message>
        <source>Models…</source>
        <translation>Modelle …</translation>
    </message>
    <message>
        <source>What each model is, and what was measured of it</source>
        <translation>Was jedes Modell ist und was an ihm gemessen wurde</translation>
    </message>
    <message>
        <source>About medadv_gui</source>
        <translation>Über medadv_gui</translation>
    </message>
    <message>
        <source>Version, device, licences</source>
        <translation>Version, Gerät, Lizenzen</translation>
    </message>
</context>
<context>
    <name>attacks</name>
    <message>
        <source>Stabilized attack (SMA)</source>
        <translation>Stabilisierter Angriff (SMA)</translation>
    </message>
    <message>
        <source>Drives the answer from the truth while keeping the answers to the image and to its smoothed copy alike (reimplementation of Qi et al., ICLR 2021).</source>
        <translation>Treibt die Antwort von der Wahrheit weg und hält die Antworten auf das Bild und auf seine geglättete Kopie ähnlich (Nachbau von Qi et al., ICLR 2021).</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Gradient steps; each ends inside the budget.</source>
        <translation>Gradientenschritte; jeder endet innerhalb des Budgets.</translation>
    </message>
    <message>
        <source>Stabilization α</source>
        <translation>Stabilisierung α</translation>
    </message>
    <message>
        <source>Weight of the loss stabilization term. 0 is plain I-FGSM; from 1 on the attack can stall or turn round.</source>
        <translation>Gewicht des Stabilisierungsterms im Verlust. 0 ist einfaches I-FGSM; ab 1 kann der Angriff stehen bleiben oder umkehren.</translation>
    </message>
    <message>
        <source>Smoothing σ</source>
        <translation>Glättung σ</translation>
    </message>
    <message>
        <source>Standard deviation of the Gaussian W, in pixels of the network's input.</source>
        <translation>Standardabweichung der Gaußfunktion W, in Pixeln der Netzeingabe.</translation>
    </message>
    <message>
        <source>network px</source>
        <translation>Netz-px</translation>
    </message>
    <message>
        <source>Smoothing dilation</source>
        <translation>Glättung, Abstand</translation>
    </message>
    <message>
        <source>Distance from one tap of the Gaussian W to the next, in pixels of the network's input.</source>
        <translation>Abstand von einem Punkt der Gaußfunktion W zum nächsten, in Pixeln der Netzeingabe.</translation>
    </message>
    <message>
        <source>Stabilization reference</source>
        <translation>Referenz der Stabilisierung</translation>
    </message>
    <message>
        <source>The network's answer to the smoothed image: its scores (soft) or its decision alone (hard).</source>
        <translation>Die Antwort des Netzes auf das geglättete Bild: seine Werte (soft) oder nur seine Entscheidung (hard).</translation>
    </message>
    <message>
        <source>Stabilized, perturbation smoothed</source>
        <translation>Stabilisiert, Perturbation geglättet</translation>
    </message>
    <message>
        <source>The stabilized attack with only the perturbation smoothed, on the unchanged original (a reading of Qi et al., ICLR 2021).</source>
        <translation>Der stabilisierte Angriff, bei dem nur die Perturbation geglättet wird, auf dem unveränderten Original (eine Lesart von Qi et al., ICLR 2021).</translation>
    </message>
    <message>
        <source>Stabilized, last step smoothed</source>
        <translation>Stabilisiert, letzter Schritt geglättet</translation>
    </message>
    <message>
        <source>The evident intent of the code that Qi et al. released: the last step smoothed with gaps, a hard reference (reimplementation).</source>
        <translation>Die erkennbare Absicht des Codes, den Qi et al. veröffentlicht haben: der letzte Schritt mit Lücken geglättet, eine harte Referenz (Nachbau).</translation>
    </message>
    <message>
        <source>I-FGSM (BIM)</source>
        <translation>I-FGSM (BIM)</translation>
    </message>
    <message>
        <source>Iterated fast gradient sign method (Kurakin et al., 2017).</source>
        <translation>Iterierte Fast Gradient Sign Method (Kurakin et al., 2017).</translation>
    </message>
    <message>
        <source>FGSM</source>
        <translation>FGSM</translation>
    </message>
    <message>
        <source>Fast gradient sign method: one step of the whole budget (Goodfellow et al., 2015).</source>
        <translation>Fast Gradient Sign Method: ein Schritt über das ganze Budget (Goodfellow et al., 2015).</translation>
    </message>
    <message>
        <source>PGD</source>
        <translation>PGD</translation>
    </message>
    <message>
        <source>I-FGSM from random points of the budget, several times (Madry et al., 2018).</source>
        <translation>I-FGSM von zufälligen Punkten des Budgets aus, mehrmals (Madry et al., 2018).</translation>
    </message>
    <message>
        <source>Restarts</source>
        <translation>Neustarts</translation>
    </message>
    <message>
        <source>Runs in all; each but the first of an attack that starts at the original begins at a random point.</source>
        <translation>Läufe insgesamt; jeder beginnt an einem zufälligen Punkt, nur der erste eines Angriffs, der am Original beginnt, nicht.</translation>
    </message>
    <message>
        <source>MI-FGSM</source>
        <translation>MI-FGSM</translation>
    </message>
    <message>
        <source>I-FGSM along an accumulated direction (Dong et al., 2018).</source>
        <translation>I-FGSM entlang einer angesammelten Richtung (Dong et al., 2018).</translation>
    </message>
    <message>
        <source>Momentum μ</source>
        <translation>Impuls μ</translation>
    </message>
    <message>
        <source>How much of the direction gathered so far each step keeps.</source>
        <translation>Wie viel der bisher gesammelten Richtung jeder Schritt behält.</translation>
    </message>
    <message>
        <source>APGD, cross-entropy</source>
        <translation>APGD, Kreuzentropie</translation>
    </message>
    <message>
        <source>Auto-PGD: step sizes that halve themselves at checkpoints (Croce &amp; Hein, 2020).</source>
        <translation>Auto-PGD: Schrittweiten, die sich an Prüfpunkten halbieren (Croce &amp; Hein, 2020).</translation>
    </message>
    <message>
        <source>APGD, logits ratio</source>
        <translation>APGD, Logit-Verhältnis</translation>
    </message>
    <message>
        <source>Auto-PGD on the difference-of-logits ratio, which scaling the logits cannot mask (Croce &amp; Hein, 2020). Three classes or more.</source>
        <translation>Auto-PGD auf dem Verhältnis der Logit-Differenzen, das ein Skalieren der Logits nicht verbergen kann (Croce &amp; Hein, 2020). Ab drei Klassen.</translation>
    </message>
    <message>
        <source>Square (black-box)</source>
        <translation>Square (Black-Box)</translation>
    </message>
    <message>
        <source>Random squares kept where the answer gets worse; asks for scores alone, no gradient (Andriushchenko et al., 2020).</source>
        <translation>Zufällige Quadrate bleiben, wo die Antwort schlechter wird; fragt nur nach Werten, nicht nach Gradienten (Andriushchenko et al., 2020).</translation>
    </message>
    <message>
        <source>Queries</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Images the model is asked about.</source>
        <translation>Bilder, zu denen das Modell gefragt wird.</translation>
    </message>
    <message>
        <source>DAG</source>
        <translation>DAG</translation>
    </message>
    <message>
        <source>Dense adversary generation: only pixels or boxes that are still right are attacked (Xie et al., 2017).</source>
        <translation>Dense Adversary Generation: nur Pixel oder Boxen, die noch richtig sind, werden angegriffen (Xie et al., 2017).</translation>
    </message>
    <message>
        <source>Random noise</source>
        <translation>Zufallsrauschen</translation>
    </message>
    <message>
        <source>Random signs of the whole budget; it knows nothing of the model.</source>
        <translation>Zufällige Vorzeichen über das ganze Budget; es weiß nichts vom Modell.</translation>
    </message>
    <message>
        <source>Worst of all</source>
        <translation>Schlimmster von allen</translation>
    </message>
    <message>
        <source>Every attack above that fits, one after another, until one succeeds. What all of them fail to change is the best evidence of robustness there is here.</source>
        <translation>Jeder passende Angriff von oben, einer nach dem anderen, bis einer Erfolg hat. Was keiner ändern kann, ist der beste Beleg für Robustheit, den es hier gibt.</translation>
    </message>
</context>
<context>
    <name>demo</name>
    <message>
        <source>Lungs in a chest CT</source>
        <translation>Lungen in einem Thorax-CT</translation>
    </message>
    <message>
        <source>The model outlines both lungs. See how small a change makes it lose them.</source>
        <translation>Das Modell umrandet beide Lungen. Wie klein ist die Änderung, mit der es sie verliert?</translation>
    </message>
    <message>
        <source>Diabetic retinopathy in a fundus photograph</source>
        <translation>Diabetische Retinopathie im Fundusfoto</translation>
    </message>
    <message>
        <source>The model grades the retina. See how small a change makes it give another grade.</source>
        <translation>Das Modell stuft die Netzhaut ein. Wie klein ist die Änderung, mit der es anders einstuft?</translation>
    </message>
    <message>
        <source>A polyp in a colonoscopy picture</source>
        <translation>Ein Polyp in einem Koloskopiebild</translation>
    </message>
    <message>
        <source>The model boxes the polyp. See how small a change makes it overlook it.</source>
        <translation>Das Modell rahmt den Polypen ein. Wie klein ist die Änderung, mit der es ihn übersieht?</translation>
    </message>
    <message>
        <source>A kind of picture drawn by this program, seen in training, chosen because the attack succeeds.</source>
        <translation>Eine Art von Bild, die dieses Programm zeichnet, im Training gesehen, gewählt, weil der Angriff gelingt.</translation>
    </message>
</context>
<context>
    <name>jobs</name>
    <message>
        <source>Preparing</source>
        <translation>Wird vorbereitet</translation>
    </message>
    <message>
        <source>Asking the model</source>
        <translation>Das Modell wird gefragt</translation>
    </message>
    <message>
        <source>Attacking</source>
        <translation>Angriff läuft</translation>
    </message>
    <message>
        <source>Exporting</source>
        <translation>Wird exportiert</translation>
    </message>
    <message>
        <source>Preparing the page</source>
        <translation>Die Seite wird vorbereitet</translation>
    </message>
    <message>
        <source>Saving the page</source>
        <translation>Die Seite wird gespeichert</translation>
    </message>
    <message>
        <source>Bringing the session back</source>
        <translation>Die Sitzung wird wiederhergestellt</translation>
    </message>
    <message>
        <source>Looking into files</source>
        <translation>Dateien werden durchgesehen</translation>
    </message>
    <message>
        <source>Drawing the demo cases</source>
        <translation>Die Demofälle werden gezeichnet</translation>
    </message>
    <message>
        <source>Reading a thumbnail</source>
        <translation>Ein Vorschaubild wird gelesen</translation>
    </message>
    <message>
        <source>Reading slices</source>
        <translation>Schichten werden gelesen</translation>
    </message>
    <message>
        <source>Asking the model where it looked</source>
        <translation>Das Modell wird gefragt, wohin es schaute</translation>
    </message>
    <message>
        <source>Putting the slices together</source>
        <translation>Die Schichten werden zusammengesetzt</translation>
    </message>
    <message>
        <source>Reading the mask</source>
        <translation>Die Maske wird gelesen</translation>
    </message>
    <message>
        <source>Drawing</source>
        <translation>Wird gezeichnet</translation>
    </message>
    <message>
        <source>Reading a result</source>
        <translation>Ein Ergebnis wird gelesen</translation>
    </message>
    <message>
        <source>Attacking the series</source>
        <translation>Die Serie wird angegriffen</translation>
    </message>
    <message>
        <source>Reading the attributes</source>
        <translation>Die Attribute werden gelesen</translation>
    </message>
</context>
<context>
    <name>notes</name>
    <message>
        <source>synthetic, drawn by this program</source>
        <translation>synthetisch, vom Programm gezeichnet</translation>
    </message>
    <message>
        <source>demonstration only</source>
        <translation>nur zur Demonstration</translation>
    </message>
    <message>
        <source>Scores are model scores, not a probability of disease.</source>
        <translation>Werte sind Modellwerte, keine Wahrscheinlichkeit einer Krankheit.</translation>
    </message>
    <message>
        <source>A failed attack does not show that the model is safe.</source>
        <translation>Ein gescheiterter Angriff zeigt nicht, dass das Modell sicher ist.</translation>
    </message>
    <message>
        <source>The attacker here knows the model (white-box).</source>
        <translation>Der Angreifer kennt hier das Modell (White-Box).</translation>
    </message>
</context>
<context>
    <name>preferences</name>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farbschema</translation>
    </message>
    <message>
        <source>Colours of the window. The images stay on black.</source>
        <translation>Farben des Fensters. Die Bilder bleiben auf Schwarz.</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Size of text and controls</source>
        <translation>Größe von Schrift und Bedienung</translation>
    </message>
    <message>
        <source>On top of the desktop's own scaling.</source>
        <translation>Zusätzlich zur Skalierung des Desktops.</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>125 %</source>
        <translation>125 %</translation>
    </message>
    <message>
        <source>150 %</source>
        <translation>150 %</translation>
    </message>
    <message>
        <source>200 %</source>
        <translation>200 %</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of menus, panels and dialogs. Help pages, model cards and result files are in English.</source>
        <translation>Von Menüs, Feldern und Dialogen. Hilfeseiten, Modellkarten und Ergebnisdateien sind englisch.</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Deutsch</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>Show the tour at the next start</source>
        <translation>Den Rundgang beim nächsten Start zeigen</translation>
    </message>
    <message>
        <source>Six steps through the window.</source>
        <translation>Sechs Schritte durch das Fenster.</translation>
    </message>
    <message>
        <source>Viewer</source>
        <translation>Betrachter</translation>
    </message>
    <message>
        <source>Window drag</source>
        <translation>Fensterziehen</translation>
    </message>
    <message>
        <source>What dragging down does to the picture.</source>
        <translation>Was Ziehen nach unten mit dem Bild macht.</translation>
    </message>
    <message>
        <source>Down is darker</source>
        <translation>Nach unten wird dunkler</translation>
    </message>
    <message>
        <source>Down is brighter</source>
        <translation>Nach unten wird heller</translation>
    </message>
    <message>
        <source>Cine speed</source>
        <translation>Filmgeschwindigkeit</translation>
    </message>
    <message>
        <source>Slices shown in a second.</source>
        <translation>Schichten je Sekunde.</translation>
    </message>
    <message>
        <source> per second</source>
        <translation> je Sekunde</translation>
    </message>
    <message>
        <source>Corner text</source>
        <translation>Ecktext</translation>
    </message>
    <message>
        <source>Text over the corners of the images.</source>
        <translation>Text in den Ecken der Bilder.</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Slice and window</source>
        <translation>Schicht und Fenster</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keiner</translation>
    </message>
    <message>
        <source>Attack and session</source>
        <translation>Angriff und Sitzung</translation>
    </message>
    <message>
        <source>Device</source>
        <translation>Gerät</translation>
    </message>
    <message>
        <source>Where models run.</source>
        <translation>Worauf Modelle rechnen.</translation>
    </message>
    <message>
        <source>Automatic</source>
        <translation>Automatisch</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>CUDA</source>
        <translation>CUDA</translation>
    </message>
    <message>
        <source>Apple GPU (MPS)</source>
        <translation>Apple-GPU (MPS)</translation>
    </message>
    <message>
        <source>At the start</source>
        <translation>Beim Start</translation>
    </message>
    <message>
        <source>What is offered of the session before: paths, results and notes, kept on this computer.</source>
        <translation>Was von der Sitzung davor angeboten wird: Pfade, Ergebnisse und Notizen, auf diesem Rechner aufbewahrt.</translation>
    </message>
    <message>
        <source>Offer the session after a crash</source>
        <translation>Die Sitzung nach einem Absturz anbieten</translation>
    </message>
    <message>
        <source>Always offer the last session</source>
        <translation>Die letzte Sitzung immer anbieten</translation>
    </message>
    <message>
        <source>Keep no session</source>
        <translation>Keine Sitzung aufbewahren</translation>
    </message>
</context>
<context>
    <name>sentence</name>
    <message>
        <source>The model's answer changed from “{0}” (model score {1}) to “{2}” ({3}) after {4}</source>
        <translation>Die Antwort des Modells wechselte von „{0}“ (Modellwert {1}) zu „{2}“ ({3}) nach {4}</translation>
    </message>
    <message>
        <source>The labels that the model finds changed after {0}: {1}</source>
        <translation>Die Labels, die das Modell findet, änderten sich nach {0}: {1}</translation>
    </message>
    <message>
        <source>The model's outlines held: Dice {0} with {1} before, {2} after {3}.</source>
        <translation>Die Umrisse des Modells hielten: Dice {0} mit {1} vorher, {2} nach {3}.</translation>
    </message>
    <message>
        <source>No box vanished: the model still finds {0} of {1}{2} after {3}.</source>
        <translation>Keine Box verschwand: das Modell findet noch {0} von {1}{2} nach {3}.</translation>
    </message>
    <message>
        <source>an attack that left every pixel as it was</source>
        <translation>einem Angriff, der jeden Pixel ließ, wie er war</translation>
    </message>
    <message>
        <source>a change of at most {0} in any pixel (L2 norm {1} stored units)</source>
        <translation>einer Änderung um höchstens {0} in jedem Pixel (L2-Norm {1} gespeicherte Einheiten)</translation>
    </message>
    <message>
        <source>, which does not meet the criterion.</source>
        <translation>, was das Kriterium nicht erfüllt.</translation>
    </message>
    <message>
        <source>: it answered “{0}” where the reference is “{1}”</source>
        <translation>: es antwortete „{0}“, die Referenz ist „{1}“</translation>
    </message>
    <message>
        <source>The model's answer stayed “{0}”: model score {1} before, {2} after {3}.</source>
        <translation>Die Antwort des Modells blieb „{0}“: Modellwert {1} vorher, {2} nach {3}.</translation>
    </message>
    <message>
        <source>The model outlined {0} pixels before and {1} pixels after {2}.</source>
        <translation>Das Modell umrandete vorher {0} Pixel und {1} Pixel nach {2}.</translation>
    </message>
    <message>
        <source>its own clean answer</source>
        <translation>seiner eigenen Antwort auf das Original</translation>
    </message>
    <message>
        <source>the reference</source>
        <translation>der Referenz</translation>
    </message>
    <message>
        <source>There was no box for the attack to remove; {0} invented after {1}.</source>
        <translation>Es gab keine Box, die der Angriff entfernen konnte; {0} erfunden nach {1}.</translation>
    </message>
    <message>
        <source>no box was</source>
        <translation>keine Box wurde</translation>
    </message>
    <message>
        <source>1 box was</source>
        <translation>1 Box wurde</translation>
    </message>
    <message>
        <source>a change of at most {0}</source>
        <translation>einer Änderung um höchstens {0}</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>kein Label</translation>
    </message>
    <message>
        <source>The model's outlines fell from Dice {0} to Dice {1} with {2} after {3}</source>
        <translation>Die Umrisse des Modells fielen von Dice {0} auf Dice {1} mit {2} nach {3}</translation>
    </message>
    <message>
        <source>The model's outlines went from Dice {0} to Dice {1} with {2} after {3}</source>
        <translation>Die Umrisse des Modells gingen von Dice {0} auf Dice {1} mit {2} nach {3}</translation>
    </message>
    <message>
        <source>{0} of {1} box that the model found vanished{2} after {3}</source>
        <translation>{0} von {1} Box, die das Modell fand, verschwand{2} nach {3}</translation>
    </message>
    <message>
        <source>{0} of {1} boxes that the model found vanished{2} after {3}</source>
        <translation>Von den Boxen, die das Modell fand, sind {0} von {1} verschwunden{2} nach {3}</translation>
    </message>
    <message>
        <source>{0}/255 of the model's input window</source>
        <translation>{0}/255 des Eingangsfensters des Modells</translation>
    </message>
    <message>
        <source>The model was already wrong before the attack{0}.</source>
        <translation>Das Modell lag schon vor dem Angriff falsch{0}.</translation>
    </message>
    <message>
        <source>The model finds {0} present before and after {1}.</source>
        <translation>Das Modell findet {0} vorher und nach {1}.</translation>
    </message>
    <message>
        <source> (model score {0})</source>
        <translation> (Modellwert {0})</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} und {1} weitere</translation>
    </message>
    <message>
        <source> and {0} invented</source>
        <translation> und {0} erfunden</translation>
    </message>
    <message>
        <source>No box vanished, but {0} invented after {1}.</source>
        <translation>Keine Box verschwand, aber {0} erfunden nach {1}.</translation>
    </message>
    <message>
        <source>{0} boxes were</source>
        <translation>{0} Boxen wurden</translation>
    </message>
    <message>
        <source>{0} of 255 grey levels</source>
        <translation>{0} von 255 Graustufen</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>{0} no longer present</source>
        <translation>{0} nicht mehr vorhanden</translation>
    </message>
    <message>
        <source>{0} newly present</source>
        <translation>{0} neu vorhanden</translation>
    </message>
    <message>
        <source>, and </source>
        <translation>, und </translation>
    </message>
    <message>
        <source> to </source>
        <translation> zu </translation>
    </message>
    <message>
        <source>it missed {0}</source>
        <translation>es übersah {0}</translation>
    </message>
    <message>
        <source>it found {0} beyond the reference</source>
        <translation>es fand {0} über die Referenz hinaus</translation>
    </message>
</context>
<context>
    <name>tour</name>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Open files or folders here, or drop them on the window. Below lie demo cases drawn by this program. Next opens one.</source>
        <translation>Öffnen Sie hier Dateien oder Ordner, oder ziehen Sie sie auf das Fenster. Darunter liegen Demofälle, die dieses Programm gezeichnet hat. Weiter öffnet einen.</translation>
    </message>
    <message>
        <source>Model and attack</source>
        <translation>Modell und Angriff</translation>
    </message>
    <message>
        <source>The model that is asked, the attack and its parameters. The budget is the most that a pixel may change. Next runs the attack.</source>
        <translation>Das Modell, das gefragt wird, der Angriff und seine Parameter. Das Budget ist das Höchste, um das sich ein Pixel ändern darf. Weiter startet den Angriff.</translation>
    </message>
    <message>
        <source>The image before and after</source>
        <translation>Das Bild vorher und nachher</translation>
    </message>
    <message>
        <source>Original, perturbation and adversarial image share slice, window, pan and zoom. Hold {blink} to see the first and the last change places. The perturbation is drawn with the gain that stands on it.</source>
        <translation>Original, Perturbation und adversariales Bild teilen Schicht, Fenster, Ausschnitt und Zoom. {blink} halten: das erste und das letzte tauschen die Plätze. Die Perturbation ist mit der Verstärkung gezeichnet, die darauf steht.</translation>
    </message>
    <message>
        <source>The model's answer</source>
        <translation>Die Antwort des Modells</translation>
    </message>
    <message>
        <source>Before and after the attack. Scores are model scores, not probabilities of disease.</source>
        <translation>Vor und nach dem Angriff. Die Werte sind Modellwerte, keine Wahrscheinlichkeiten einer Krankheit.</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschehen ist</translation>
    </message>
    <message>
        <source>The result in a sentence, once it was written to a file, read again and asked again. A failed attack does not show that the model is safe.</source>
        <translation>Das Ergebnis in einem Satz, nachdem es in eine Datei geschrieben, wieder gelesen und wieder gefragt wurde. Ein misslungener Angriff zeigt nicht, dass das Modell sicher ist.</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>{help} explains every term and key. The tour is in the Help menu. This program is for research, not for diagnosis.</source>
        <translation>{help} erklärt jeden Begriff und jede Taste. Die Tour steht im Hilfemenü. Dieses Programm ist für die Forschung, nicht für die Diagnose.</translation>
    </message>
</context>
</TS>
