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
    <name>AnswerForm</name>
    <message>
        <source>The model's answer</source>
        <translation>Die Antwort des Modells</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Bemerkung</translation>
    </message>
    <message>
        <source>Comment, if you wish</source>
        <translation>Bemerkung, wenn Sie mögen</translation>
    </message>
    <message>
        <source>Submit  (Return)</source>
        <translation>Abgeben  (Eingabe)</translation>
    </message>
    <message>
        <source>Shown: {0}</source>
        <translation>Gezeigt: {0}</translation>
    </message>
    <message>
        <source>Complete.</source>
        <translation>Vollständig.</translation>
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
        <source>Dice and area</source>
        <translation>Dice und Fläche</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Fläche</translation>
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
    <name>ArchiveBar</name>
    <message>
        <source>Archive</source>
        <translation>Archiv</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>New connection…</source>
        <translation>Neue Verbindung…</translation>
    </message>
    <message>
        <source>Change or test…</source>
        <translation>Ändern oder prüfen…</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen…</translation>
    </message>
    <message>
        <source>Delete all fetched files…</source>
        <translation>Alle geholten Dateien löschen…</translation>
    </message>
    <message>
        <source>encrypted</source>
        <translation>verschlüsselt</translation>
    </message>
    <message>
        <source>not encrypted</source>
        <translation>nicht verschlüsselt</translation>
    </message>
    <message>
        <source>set by the administrator</source>
        <translation>vom Administrator festgelegt</translation>
    </message>
    <message>
        <source>Remove the connection {0} and its password?</source>
        <translation>Die Verbindung {0} und ihr Passwort entfernen?</translation>
    </message>
    <message>
        <source>Remove connection</source>
        <translation>Verbindung entfernen</translation>
    </message>
</context>
<context>
    <name>ArchiveWindow</name>
    <message>
        <source>From an archive</source>
        <translation>Aus einem Archiv</translation>
    </message>
    <message>
        <source>Fetch</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Fetch the selected studies or series onto this machine</source>
        <translation>Die gewählten Untersuchungen oder Serien auf diesen Rechner holen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open what is complete of the selected studies or series</source>
        <translation>Öffnen, was von den gewählten Untersuchungen oder Serien vollständig ist</translation>
    </message>
    <message>
        <source>Delete here…</source>
        <translation>Hier löschen…</translation>
    </message>
    <message>
        <source>Delete what was fetched of the selected series from this machine</source>
        <translation>Was von den gewählten Serien geholt wurde, von diesem Rechner löschen</translation>
    </message>
    <message>
        <source>Send the result…</source>
        <translation>Das Ergebnis senden…</translation>
    </message>
    <message>
        <source>Send the perturbed image on show to this archive; the administrator allows it</source>
        <translation>Das gestörte Bild, das gezeigt wird, an dieses Archiv senden; der Administrator erlaubt es</translation>
    </message>
    <message>
        <source>Open when complete</source>
        <translation>Öffnen, sobald vollständig</translation>
    </message>
    <message>
        <source>Fill in a field and search. Nothing is asked of an archive before.</source>
        <translation>Füllen Sie ein Feld aus und suchen Sie. Vorher wird kein Archiv etwas gefragt.</translation>
    </message>
    <message>
        <source>No archive is known yet. Enter one under Connections.</source>
        <translation>Noch ist kein Archiv bekannt. Tragen Sie unter Verbindungen eines ein.</translation>
    </message>
    <message>
        <source>Searching…</source>
        <translation>Sucht…</translation>
    </message>
    <message>
        <source>Nothing was found that fits.</source>
        <translation>Nichts gefunden, was passt.</translation>
    </message>
    <message>
        <source>1 study</source>
        <translation>1 Untersuchung</translation>
    </message>
    <message>
        <source>{0} studies</source>
        <translation>{0} Untersuchungen</translation>
    </message>
    <message>
        <source>the archive has more: narrow the search</source>
        <translation>das Archiv hat mehr: Grenzen Sie die Suche ein</translation>
    </message>
    <message>
        <source>{0} answers could not be read</source>
        <translation>{0} Antworten waren nicht zu lesen</translation>
    </message>
    <message>
        <source>Series {0}</source>
        <translation>Serie {0}</translation>
    </message>
    <message>
        <source>{0} of {1} series are complete; the others are not opened. Fetch them first.</source>
        <translation>{0} von {1} Serien sind vollständig; die anderen werden nicht geöffnet. Holen Sie sie zuerst.</translation>
    </message>
    <message>
        <source>Delete {0} fetched series from this machine? The archive keeps them.</source>
        <translation>{0} geholte Serien von diesem Rechner löschen? Das Archiv behält sie.</translation>
    </message>
    <message>
        <source>Delete here</source>
        <translation>Hier löschen</translation>
    </message>
    <message>
        <source>Delete all fetched files, {0:.1f} GB, from this machine? The archives keep theirs.</source>
        <translation>Alle geholten Dateien, {0:.1f} GB, von diesem Rechner löschen? Die Archive behalten ihre.</translation>
    </message>
    <message>
        <source>Something is being fetched; stop that first.</source>
        <translation>Es wird gerade etwas geholt; halten Sie das zuerst an.</translation>
    </message>
    <message>
        <source>Delete fetched files</source>
        <translation>Geholte Dateien löschen</translation>
    </message>
    <message>
        <source>The perturbed image leaves this machine, under its new identity and marked ADVERSARIAL. It is written down when it went and where.

To confirm, type the name of the archive: {0}</source>
        <translation>Das gestörte Bild verlässt diesen Rechner, unter seiner neuen Identität und als ADVERSARIAL gezeichnet. Es wird festgehalten, wann es wohin ging.

Zur Bestätigung tippen Sie den Namen des Archivs ein: {0}</translation>
    </message>
    <message>
        <source>Send the result</source>
        <translation>Das Ergebnis senden</translation>
    </message>
    <message>
        <source>Stopped.</source>
        <translation>Angehalten.</translation>
    </message>
    <message>
        <source>The perturbed image was sent to {0}.</source>
        <translation>Das gestörte Bild wurde an {0} gesendet.</translation>
    </message>
    <message>
        <source>{0}

Password of {1}:</source>
        <translation>{0}

Passwort von {1}:</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
</context>
<context>
    <name>ArmsPage</name>
    <message>
        <source>Arms</source>
        <translation>Arme</translation>
    </message>
    <message>
        <source>What is shown of each case. The question has chosen arms that answer it; change them where you want others. Every arm is one more presentation of every case.</source>
        <translation>Was von jedem Fall gezeigt wird. Die Frage hat Arme gewählt, die sie beantworten; ändern Sie sie, wo Sie andere wollen. Jeder Arm ist eine weitere Darbietung jedes Falls.</translation>
    </message>
    <message>
        <source>Image alone</source>
        <translation>Bild allein</translation>
    </message>
    <message>
        <source>With the model's answer to the original</source>
        <translation>Mit der Antwort des Modells auf das Original</translation>
    </message>
    <message>
        <source>With its answer to the adversarial image</source>
        <translation>Mit seiner Antwort auf das adversariale Bild</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>As it was before the attack.</source>
        <translation>Wie es vor dem Angriff war.</translation>
    </message>
    <message>
        <source>Adversarial</source>
        <translation>Adversarial</translation>
    </message>
    <message>
        <source>As the attack left it, within its budget.</source>
        <translation>Wie der Angriff es hinterließ, innerhalb seines Budgets.</translation>
    </message>
    <message>
        <source>Sham, mirrored</source>
        <translation>Scheinstörung, gespiegelt</translation>
    </message>
    <message>
        <source>The case's own perturbation, turned or mirrored: as large, with nearly the same spectrum, but not aimed at the model.</source>
        <translation>Die Störung des Falls selbst, gedreht oder gespiegelt: gleich groß, mit nahezu demselben Spektrum, aber nicht auf das Modell gerichtet.</translation>
    </message>
    <message>
        <source>Sham, random signs</source>
        <translation>Scheinstörung, zufällige Vorzeichen</translation>
    </message>
    <message>
        <source>The perturbation on its own pixels, with random signs: as large, but rougher.</source>
        <translation>Die Störung auf ihren eigenen Pixeln, mit zufälligen Vorzeichen: gleich groß, aber rauer.</translation>
    </message>
    <message>
        <source>Sham, random phases</source>
        <translation>Scheinstörung, zufällige Phasen</translation>
    </message>
    <message>
        <source>The perturbation's own values at other places, so that their spectrum is about the real one's: as large, and like it nowhere.</source>
        <translation>Die Werte der Störung an anderen Stellen, sodass ihr Spektrum ungefähr das der echten ist: gleich groß und ihr nirgends gleich.</translation>
    </message>
    <message>
        <source>Each other arm is shown beside the original, left and right at random.</source>
        <translation>Jeder andere Arm wird neben dem Original gezeigt, links und rechts nach Zufall.</translation>
    </message>
    <message>
        <source>A sham tells what a change of this size does by itself: it is made when the study is built, and the attacked model can be asked whether it leaves its answer as it was.</source>
        <translation>Eine Scheinstörung sagt, was eine Änderung dieser Größe für sich allein bewirkt: sie wird gemacht, wenn die Studie gebaut wird, und das angegriffene Modell kann gefragt werden, ob sie seine Antwort lässt, wie sie war.</translation>
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
        <source>{0} to {1}</source>
        <translation>{0} bis {1}</translation>
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
    <name>Builder</name>
    <message>
        <source>New reader study</source>
        <translation>Neue Leserstudie</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Arms</source>
        <translation>Arme</translation>
    </message>
    <message>
        <source>Order and display</source>
        <translation>Reihenfolge und Anzeige</translation>
    </message>
    <message>
        <source>Consent and ethics</source>
        <translation>Einwilligung und Ethik</translation>
    </message>
    <message>
        <source>Planning</source>
        <translation>Planung</translation>
    </message>
    <message>
        <source>Summary</source>
        <translation>Zusammenfassung</translation>
    </message>
    <message>
        <source>Open design…</source>
        <translation>Entwurf öffnen…</translation>
    </message>
    <message>
        <source>A design in JSON, as medadv-gui review build takes it</source>
        <translation>Ein Entwurf in JSON, wie medadv-gui review build ihn nimmt</translation>
    </message>
    <message>
        <source>Save design…</source>
        <translation>Entwurf speichern…</translation>
    </message>
    <message>
        <source>As JSON, from which the command line makes the same study</source>
        <translation>Als JSON, aus dem die Befehlszeile dieselbe Studie macht</translation>
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
        <source>to be mended</source>
        <translation>zu beheben</translation>
    </message>
    <message>
        <source>in order</source>
        <translation>in Ordnung</translation>
    </message>
    <message>
        <source>Results are being read…</source>
        <translation>Ergebnisse werden gelesen…</translation>
    </message>
    <message>
        <source>Add results: a study needs cases.</source>
        <translation>Fügen Sie Ergebnisse hinzu: eine Studie braucht Fälle.</translation>
    </message>
    <message>
        <source>All cases are for practice: none counts.</source>
        <translation>Alle Fälle sind zum Üben: keiner zählt.</translation>
    </message>
    <message>
        <source>{0} cases lack the truth of {1}. Select rows, and say what is there under Selected cases.</source>
        <translation>{0} Fällen fehlt die Wahrheit zu {1}. Wählen Sie Zeilen und sagen Sie unter Gewählte Fälle, was da ist.</translation>
    </message>
    <message>
        <source>Give the study a title.</source>
        <translation>Geben Sie der Studie einen Titel.</translation>
    </message>
    <message>
        <source>A task has no question.</source>
        <translation>Eine Aufgabe hat keine Frage.</translation>
    </message>
    <message>
        <source>Name the finding that is asked for.</source>
        <translation>Nennen Sie den Befund, nach dem gefragt wird.</translation>
    </message>
    <message>
        <source>Choose at least one arm.</source>
        <translation>Wählen Sie mindestens einen Arm.</translation>
    </message>
    <message>
        <source>Build the study…</source>
        <translation>Studie bauen…</translation>
    </message>
    <message>
        <source>Still to be mended: {0}</source>
        <translation>Noch zu beheben: {0}</translation>
    </message>
    <message>
        <source>Choose a result folder</source>
        <translation>Ordner eines Ergebnisses wählen</translation>
    </message>
    <message>
        <source>Open a design</source>
        <translation>Entwurf öffnen</translation>
    </message>
    <message>
        <source>Save the design</source>
        <translation>Entwurf speichern</translation>
    </message>
    <message>
        <source>Choose the pilot study's folder</source>
        <translation>Ordner der Vorstudie wählen</translation>
    </message>
    <message>
        <source>Choose its key</source>
        <translation>Ihren Schlüssel wählen</translation>
    </message>
    <message>
        <source>A new folder for the study</source>
        <translation>Ein neuer Ordner für die Studie</translation>
    </message>
    <message>
        <source>Building was stopped; nothing was written.</source>
        <translation>Das Bauen wurde angehalten; nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>Study as one file</source>
        <translation>Studie als eine Datei</translation>
    </message>
    <message>
        <source>Written to {0}.</source>
        <translation>Nach {0} geschrieben.</translation>
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
    <name>CasesPage</name>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Results of attacks, each a case. Name the patient by a pseudonym: cases of one patient are no independent cases. Cases for practice come first and do not count.</source>
        <translation>Ergebnisse von Angriffen, jedes ein Fall. Nennen Sie den Patienten mit einem Pseudonym: Fälle eines Patienten sind nicht unabhängig. Fälle zum Üben kommen zuerst und zählen nicht.</translation>
    </message>
    <message>
        <source>No cases yet</source>
        <translation>Noch keine Fälle</translation>
    </message>
    <message>
        <source>Drop folders of results here, add them, or select cases in the library.</source>
        <translation>Ziehen Sie Ordner von Ergebnissen hierher, fügen Sie sie hinzu oder wählen Sie Fälle in der Bibliothek.</translation>
    </message>
    <message>
        <source>Add results…</source>
        <translation>Ergebnisse hinzufügen…</translation>
    </message>
    <message>
        <source>The folder of one result, or one that holds several</source>
        <translation>Der Ordner eines Ergebnisses oder einer mit mehreren</translation>
    </message>
    <message>
        <source>From the library…</source>
        <translation>Aus der Bibliothek…</translation>
    </message>
    <message>
        <source>Selected cases</source>
        <translation>Gewählte Fälle</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Model: before → after</source>
        <translation>Modell: vorher → nachher</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Practice</source>
        <translation>Üben</translation>
    </message>
    <message>
        <source>{0}?</source>
        <translation>{0}?</translation>
    </message>
    <message>
        <source>{0} cases that count</source>
        <translation>{0} Fälle, die zählen</translation>
    </message>
    <message>
        <source>{0} for practice</source>
        <translation>{0} zum Üben</translation>
    </message>
    <message>
        <source>{0} cannot be used</source>
        <translation>{0} nicht zu gebrauchen</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Wird gelesen…</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>present</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>nicht vorhanden</translation>
    </message>
    <message>
        <source>{0}: present</source>
        <translation>{0}: vorhanden</translation>
    </message>
    <message>
        <source>{0}: absent</source>
        <translation>{0}: nicht vorhanden</translation>
    </message>
    <message>
        <source>For practice</source>
        <translation>Zum Üben</translation>
    </message>
    <message>
        <source>They count</source>
        <translation>Sie zählen</translation>
    </message>
    <message>
        <source>One patient</source>
        <translation>Ein Patient</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>Herausnehmen</translation>
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
    <name>CohortForm</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Attacks</source>
        <translation>Angriffe</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>A table (labels.csv, IDRiD, APTOS), a folder with boxes or masks, pictures, or a DICOM tree; drop them here</source>
        <translation>Eine Tabelle (labels.csv, IDRiD, APTOS), ein Ordner mit Boxen oder Masken, Bilder oder ein DICOM-Baum; hierher ziehen</translation>
    </message>
    <message>
        <source>Folder…</source>
        <translation>Ordner…</translation>
    </message>
    <message>
        <source>Files…</source>
        <translation>Dateien…</translation>
    </message>
    <message>
        <source>Table or files</source>
        <translation>Tabelle oder Dateien</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>all</source>
        <translation>alle</translation>
    </message>
    <message>
        <source>middle, or those named</source>
        <translation>mittlere oder genannte</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>unbegrenzt</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Split</translation>
    </message>
    <message>
        <source>Only the rows of this split, such as test</source>
        <translation>Nur die Zeilen dieses Splits, etwa test</translation>
    </message>
    <message>
        <source>Of a DICOM series or a volume the middle slice is attacked, or all; files chosen one by one all are</source>
        <translation>Von einer DICOM-Serie oder einem Volumen wird die mittlere Schicht angegriffen oder jede; einzeln gewählte Dateien alle</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>At most</source>
        <translation>Höchstens</translation>
    </message>
    <message>
        <source>So many images at most</source>
        <translation>Höchstens so viele Bilder</translation>
    </message>
    <message>
        <source>each model's own</source>
        <translation>das jedes Modells</translation>
    </message>
    <message>
        <source>each attack's own</source>
        <translation>die jedes Angriffs</translation>
    </message>
    <message>
        <source>Show the images to the other models too</source>
        <translation>Die Bilder auch den anderen Modellen zeigen</translation>
    </message>
    <message>
        <source>Whether an image that fools one model fools the others of its kind</source>
        <translation>Ob ein Bild, das ein Modell täuscht, auch die anderen seiner Art täuscht</translation>
    </message>
    <message>
        <source>Budgets</source>
        <translation>Budgets</translation>
    </message>
    <message>
        <source>With commas: 1/255, 2/255, 4/255; or 12HU, or 3 stored units</source>
        <translation>Mit Kommas: 1/255, 2/255, 4/255; oder 12HU, oder 3 gespeicherte Einheiten</translation>
    </message>
    <message>
        <source>Norm</source>
        <translation>Norm</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Of the attacks that go in steps</source>
        <translation>Der Angriffe, die in Schritten gehen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>Folder of images</source>
        <translation>Ordner mit Bildern</translation>
    </message>
    <message>
        <source>Add images</source>
        <translation>Fügen Sie Bilder hinzu</translation>
    </message>
    <message>
        <source>Tick a model</source>
        <translation>Kreuzen Sie ein Modell an</translation>
    </message>
    <message>
        <source>Tick an attack</source>
        <translation>Kreuzen Sie einen Angriff an</translation>
    </message>
</context>
<context>
    <name>CohortWindow</name>
    <message>
        <source>Cohort run</source>
        <translation>Kohortenlauf</translation>
    </message>
    <message>
        <source>Folder for the results</source>
        <translation>Ordner für die Ergebnisse</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Try again what failed</source>
        <translation>Fehlgeschlagenes noch einmal versuchen</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop; what is done stays, and the run can be gone on with</source>
        <translation>Anhalten; was fertig ist, bleibt, und der Lauf lässt sich fortsetzen</translation>
    </message>
    <message>
        <source>Open a cohort…</source>
        <translation>Kohorte öffnen…</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Describe another cohort</source>
        <translation>Eine andere Kohorte beschreiben</translation>
    </message>
    <message>
        <source>Progress of the cohort</source>
        <translation>Fortschritt der Kohorte</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
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
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Success, of those right before</source>
        <translation>Erfolg, von den vorher richtigen</translation>
    </message>
    <message>
        <source>Same noise</source>
        <translation>Gleiches Rauschen</translation>
    </message>
    <message>
        <source>Success so far</source>
        <translation>Erfolg bisher</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Failed and skipped</source>
        <translation>Fehlgeschlagen und übergangen</translation>
    </message>
    <message>
        <source>Report of the cohort</source>
        <translation>Bericht der Kohorte</translation>
    </message>
    <message>
        <source>Save the reports</source>
        <translation>Berichte speichern</translation>
    </message>
    <message>
        <source>PDF, HTML, CSV and JSON, into the cohort's folder</source>
        <translation>PDF, HTML, CSV und JSON, in den Ordner der Kohorte</translation>
    </message>
    <message>
        <source>Figures</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Left out</source>
        <translation>Ausgelassen</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Bericht</translation>
    </message>
    <message>
        <source>Open a cohort</source>
        <translation>Kohorte öffnen</translation>
    </message>
    <message>
        <source>Looking at image {0} of {1}</source>
        <translation>Bild {0} von {1} wird angesehen</translation>
    </message>
    <message>
        <source>Written into the cohort's folder: {0}</source>
        <translation>In den Ordner der Kohorte geschrieben: {0}</translation>
    </message>
    <message>
        <source>The run was stopped. What is done is kept, and the run can be gone on with.</source>
        <translation>Der Lauf wurde angehalten. Was fertig ist, bleibt, und der Lauf lässt sich fortsetzen.</translation>
    </message>
    <message>
        <source>{0} images</source>
        <translation>{0} Bilder</translation>
    </message>
    <message>
        <source>Models and budgets: {0}</source>
        <translation>Modelle und Budgets: {0}</translation>
    </message>
    <message>
        <source>Attacks: {0}</source>
        <translation>Angriffe: {0}</translation>
    </message>
    <message>
        <source>Norm {0}, seed {1}</source>
        <translation>Norm {0}, Startwert {1}</translation>
    </message>
    <message>
        <source>How fragile is a model, over many images?</source>
        <translation>Wie zerbrechlich ist ein Modell, über viele Bilder?</translation>
    </message>
    <message>
        <source>Every image is attacked within each budget. Each result is kept as it is found.</source>
        <translation>Jedes Bild wird mit jedem Budget angegriffen. Jedes Ergebnis wird gespeichert, sobald es da ist.</translation>
    </message>
    <message>
        <source>Looking at the images</source>
        <translation>Die Bilder werden angesehen</translation>
    </message>
    <message>
        <source>{0} of {1} attacks done</source>
        <translation>{0} von {1} Angriffen fertig</translation>
    </message>
    <message>
        <source>{0} of {1} transfers done</source>
        <translation>{0} von {1} Übertragungen fertig</translation>
    </message>
    <message>
        <source>, {0} failed</source>
        <translation>, {0} fehlgeschlagen</translation>
    </message>
    <message>
        <source>Left out ({0})</source>
        <translation>Ausgelassen ({0})</translation>
    </message>
    <message>
        <source>{0} a minute, {1} left</source>
        <translation>{0} je Minute, noch {1}</translation>
    </message>
    <message>
        <source>none was right before</source>
        <translation>keiner war vorher richtig</translation>
    </message>
    <message>
        <source>{0} of {1}: {2} % ({3} to {4})</source>
        <translation>{0} von {1}: {2} % ({3} bis {4})</translation>
    </message>
    <message>
        <source>{0} of {1}: {2} %</source>
        <translation>{0} von {1}: {2} %</translation>
    </message>
    <message>
        <source>; {0} with nothing to lose, something invented in {1}</source>
        <translation>; {0} ohne etwas zu verlieren, in {1} davon etwas erfunden</translation>
    </message>
    <message>
        <source>Choose a folder for the results</source>
        <translation>Wählen Sie einen Ordner für die Ergebnisse</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Fortsetzen</translation>
    </message>
</context>
<context>
    <name>ConnectionWizard</name>
    <message>
        <source>New connection</source>
        <translation>Neue Verbindung</translation>
    </message>
    <message>
        <source>Connection</source>
        <translation>Verbindung</translation>
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
        <source>Test again</source>
        <translation>Erneut prüfen</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>DICOM network (DIMSE): host, port and AE titles</source>
        <translation>DICOM-Netz (DIMSE): Rechner, Port und AE-Titel</translation>
    </message>
    <message>
        <source>DICOMweb: an address that begins with https://</source>
        <translation>DICOMweb: eine Adresse, die mit https:// beginnt</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What you call this archive</source>
        <translation>Wie Sie dieses Archiv nennen</translation>
    </message>
    <message>
        <source>Protocol</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>How the archive speaks; its administrator knows</source>
        <translation>Wie das Archiv spricht; sein Administrator weiß es</translation>
    </message>
    <message>
        <source>Certificates</source>
        <translation>Zertifikate</translation>
    </message>
    <message>
        <source>A file (PEM) with the archive's authority; empty: those that the system trusts</source>
        <translation>Eine Datei (PEM) mit der Stelle, die für das Archiv bürgt; leer: die, denen das System traut</translation>
    </message>
    <message>
        <source>those that the system trusts</source>
        <translation>die, denen das System traut</translation>
    </message>
    <message>
        <source>Encrypt with TLS</source>
        <translation>Mit TLS verschlüsseln</translation>
    </message>
    <message>
        <source>C-GET; C-MOVE for what does not come</source>
        <translation>C-GET; C-MOVE für das, was nicht kommt</translation>
    </message>
    <message>
        <source>C-GET alone</source>
        <translation>nur C-GET</translation>
    </message>
    <message>
        <source>C-MOVE alone</source>
        <translation>nur C-MOVE</translation>
    </message>
    <message>
        <source>none: C-MOVE is not used</source>
        <translation>keine: C-MOVE wird nicht benutzt</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>The archive's name on the network, or its IP address</source>
        <translation>Der Name des Archivs im Netz oder seine IP-Adresse</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>104 and 11112 are usual</source>
        <translation>Üblich sind 104 und 11112</translation>
    </message>
    <message>
        <source>Its AE title</source>
        <translation>Sein AE-Titel</translation>
    </message>
    <message>
        <source>What the archive is called, upper and lower case</source>
        <translation>Wie das Archiv heißt; Groß- und Kleinschreibung zählt</translation>
    </message>
    <message>
        <source>Our AE title</source>
        <translation>Unser AE-Titel</translation>
    </message>
    <message>
        <source>What the archive knows this program as</source>
        <translation>Unter welchem Namen das Archiv dieses Programm kennt</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Fetch by</source>
        <translation>Holen mit</translation>
    </message>
    <message>
        <source>C-GET needs no open port on this machine</source>
        <translation>C-GET braucht keinen offenen Port auf diesem Rechner</translation>
    </message>
    <message>
        <source>Our address</source>
        <translation>Unsere Adresse</translation>
    </message>
    <message>
        <source>For C-MOVE: one IP address of this machine, open only while something is fetched</source>
        <translation>Für C-MOVE: eine IP-Adresse dieses Rechners, nur offen, solange etwas geholt wird</translation>
    </message>
    <message>
        <source>Our port</source>
        <translation>Unser Port</translation>
    </message>
    <message>
        <source>For C-MOVE: where the archive sends to</source>
        <translation>Für C-MOVE: wohin das Archiv sendet</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Where its DICOMweb service begins</source>
        <translation>Wo sein DICOMweb-Dienst beginnt</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Goes into the system's key store and nowhere else</source>
        <translation>Kommt in den Schlüsselspeicher des Systems und nirgends sonst hin</translation>
    </message>
    <message>
        <source>The password is kept in the system's key store, never in a file of this program. Where there is no key store, it is asked for each time the program runs.</source>
        <translation>Das Passwort liegt im Schlüsselspeicher des Systems, nie in einer Datei dieses Programms. Wo es keinen Schlüsselspeicher gibt, wird es bei jedem Lauf des Programms erfragt.</translation>
    </message>
    <message>
        <source>One image is fetched for the test, if there is any, and deleted at once. Nothing is sent.</source>
        <translation>Zur Prüfung wird ein Bild geholt, wenn es eines gibt, und gleich gelöscht. Nichts wird gesendet.</translation>
    </message>
    <message>
        <source>Association</source>
        <translation>Assoziation</translation>
    </message>
    <message>
        <source>Echo</source>
        <translation>Echo</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Get</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Move, back to us</source>
        <translation>Move, zu uns zurück</translation>
    </message>
    <message>
        <source>as it is in the key store</source>
        <translation>wie im Schlüsselspeicher</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>works</source>
        <translation>geht</translation>
    </message>
    <message>
        <source>fails</source>
        <translation>scheitert</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht geprüft</translation>
    </message>
</context>
<context>
    <name>ConsentPage</name>
    <message>
        <source>Consent and ethics</source>
        <translation>Einwilligung und Ethik</translation>
    </message>
    <message>
        <source>The page that every reader sees before the first case, and has to accept. Without a text there is no such page.</source>
        <translation>Die Seite, die jeder Leser vor dem ersten Fall sieht und annehmen muss. Ohne Text gibt es keine solche Seite.</translation>
    </message>
    <message>
        <source>Committee and reference number</source>
        <translation>Kommission und Aktenzeichen</translation>
    </message>
    <message>
        <source>Ethics reference</source>
        <translation>Ethikvotum</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>What the readers agree to</source>
        <translation>Worin die Leser einwilligen</translation>
    </message>
    <message>
        <source>Insert a draft</source>
        <translation>Entwurf einsetzen</translation>
    </message>
    <message>
        <source>A text to start from; have it looked over where the law asks for that</source>
        <translation>Ein Text für den Anfang; lassen Sie ihn prüfen, wo das Recht es verlangt</translation>
    </message>
    <message>
        <source>I take part in this reader study of my own free will and can stop at any time without giving a reason.

My ratings, the time they take, and how I looked at the images are stored under a code, without my name, and are used for research. I can have them exported or deleted by naming my code.

The images are for research only. Some of them may have been changed; none of my answers is used for the care of a patient.</source>
        <translation>Ich nehme freiwillig an dieser Leserstudie teil und kann jederzeit ohne Angabe von Gründen aufhören.

Meine Bewertungen, die Zeit, die sie brauchen, und wie ich die Bilder angesehen habe, werden unter einer Kennung ohne meinen Namen gespeichert und für die Forschung verwendet. Ich kann sie mir ausgeben oder löschen lassen, indem ich meine Kennung nenne.

Die Bilder dienen nur der Forschung. Einige davon können verändert sein; keine meiner Antworten wird für die Versorgung eines Patienten verwendet.</translation>
    </message>
    <message>
        <source>Before you take part</source>
        <translation>Bevor Sie teilnehmen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>This study gives no text of its own here.</source>
        <translation>Diese Studie gibt hier keinen eigenen Text.</translation>
    </message>
    <message>
        <source>Ethics committee: {0}</source>
        <translation>Ethikkommission: {0}</translation>
    </message>
    <message>
        <source>no reference given</source>
        <translation>ohne Angabe</translation>
    </message>
    <message>
        <source>Stored are your code, your years of experience and specialty as far as you gave them, your answers and when you gave them, how long and in which window and zoom you looked, and the screen. Not your name. What is stored under your code can be given to you and deleted whenever you ask for it.</source>
        <translation>Gespeichert werden Ihr Code, Erfahrungsjahre und Fach, soweit Sie sie angegeben haben, Ihre Antworten und wann Sie sie gaben, wie lange und in welchem Fenster und Zoom Sie hingesehen haben, und der Bildschirm. Nicht Ihr Name. Was unter Ihrem Code gespeichert ist, kann Ihnen jederzeit auf Wunsch gegeben und gelöscht werden.</translation>
    </message>
    <message>
        <source>I have read this and take part</source>
        <translation>Ich habe dies gelesen und nehme teil</translation>
    </message>
    <message>
        <source>I do not take part</source>
        <translation>Ich nehme nicht teil</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>The case is kept in the library.</source>
        <translation>Der Fall liegt in der Bibliothek.</translation>
    </message>
    <message>
        <source>Reader studies ({0} *.zip)</source>
        <translation>Leserstudien ({0} *.zip)</translation>
    </message>
    <message>
        <source>Open reader study</source>
        <translation>Leserstudie öffnen</translation>
    </message>
    <message>
        <source>Lay the study out in</source>
        <translation>Studie auspacken in</translation>
    </message>
</context>
<context>
    <name>Detail</name>
    <message>
        <source>The selected case</source>
        <translation>Der gewählte Fall</translation>
    </message>
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
        <source>teaching, odd case</source>
        <translation>Lehre, seltsamer Fall</translation>
    </message>
    <message>
        <source>Several with commas between them; saved when you leave the field</source>
        <translation>Mehrere mit Kommas dazwischen; gespeichert, wenn Sie das Feld verlassen</translation>
    </message>
    <message>
        <source>Saved when you leave the field</source>
        <translation>Gespeichert, wenn Sie das Feld verlassen</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
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
        <source>Success</source>
        <translation>Erfolg</translation>
    </message>
    <message>
        <source>yes, read again</source>
        <translation>ja, wieder eingelesen</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source>Attack</source>
        <translation>Angriff</translation>
    </message>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Fall</translation>
    </message>
    <message>
        <source>Source SHA-256</source>
        <translation>SHA-256 der Quelle</translation>
    </message>
    <message>
        <source>Model SHA-256</source>
        <translation>SHA-256 des Modells</translation>
    </message>
</context>
<context>
    <name>EndPage</name>
    <message>
        <source>Thank you</source>
        <translation>Danke</translation>
    </message>
    <message>
        <source>Leave  (Return)</source>
        <translation>Gehen  (Eingabe)</translation>
    </message>
    <message>
        <source>Correct the last answer</source>
        <translation>Letzte Antwort berichtigen</translation>
    </message>
    <message>
        <source>You have answered all {0} presentations. Every answer is stored.</source>
        <translation>Sie haben alle {0} Darbietungen beantwortet. Jede Antwort ist gespeichert.</translation>
    </message>
    <message>
        <source>{0} more were for practice.</source>
        <translation>{0} weitere waren zur Übung.</translation>
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
    <name>HitTree</name>
    <message>
        <source>Studies found</source>
        <translation>Gefundene Untersuchungen</translation>
    </message>
    <message>
        <source>Patient, series</source>
        <translation>Patient, Serie</translation>
    </message>
    <message>
        <source>ID, accession</source>
        <translation>ID, Auftrag</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>Modalität</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Here</source>
        <translation>Hier</translation>
    </message>
    <message>
        <source>no name</source>
        <translation>kein Name</translation>
    </message>
    <message>
        <source>Series {0}</source>
        <translation>Serie {0}</translation>
    </message>
    <message>
        <source>Series</source>
        <translation>Serie</translation>
    </message>
    <message>
        <source>the archive says that there are {0} series and lists {1}</source>
        <translation>laut Archiv gibt es {0} Serien, aufgezählt werden {1}</translation>
    </message>
    <message>
        <source>incomplete: {0} of {1}</source>
        <translation>unvollständig: {0}/{1}</translation>
    </message>
    <message>
        <source>incomplete: {0} of {1} series</source>
        <translation>unvollständig: {0}/{1} Serien</translation>
    </message>
    <message>
        <source>incomplete: {0} of {1} images</source>
        <translation>unvollständig: {0} von {1} Bildern</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>vollständig</translation>
    </message>
    <message>
        <source>asking for the series…</source>
        <translation>fragt nach den Serien…</translation>
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
    <name>InstructionsPage</name>
    <message>
        <source>Each pixel of an image is one pixel of this screen: there is no zoom; move the image where it is larger than its place.</source>
        <translation>Jedes Pixel eines Bildes ist ein Pixel dieses Bildschirms: Es gibt keinen Zoom; verschieben Sie das Bild, wo es größer ist als sein Platz.</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Choose the left or the right image.</source>
        <translation>Wählen Sie das linke oder das rechte Bild.</translation>
    </message>
    <message>
        <source>Rate from 0 to 100; no value is set before you set one.</source>
        <translation>Bewerten Sie von 0 bis 100; kein Wert steht da, bevor Sie einen setzen.</translation>
    </message>
    <message>
        <source>Rate in six steps, 1 to 6.</source>
        <translation>Bewerten Sie in sechs Stufen, 1 bis 6.</translation>
    </message>
    <message>
        <source>Choose one of: {0}.</source>
        <translation>Wählen Sie eines von: {0}.</translation>
    </message>
    <message>
        <source>You may mark places in the image, each with a rating of its own.</source>
        <translation>Sie können Stellen im Bild markieren, jede mit eigener Bewertung.</translation>
    </message>
    <message>
        <source>A comment is always possible.</source>
        <translation>Eine Bemerkung ist immer möglich.</translation>
    </message>
    <message>
        <source>Is this screen calibrated (DICOM GSDF)?</source>
        <translation>Ist dieser Bildschirm kalibriert (DICOM GSDF)?</translation>
    </message>
    <message>
        <source>Yes</source>
        <translation>Ja</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>I do not know</source>
        <translation>Ich weiß es nicht</translation>
    </message>
    <message>
        <source>{0} presentations.</source>
        <translation>{0} Darbietungen.</translation>
    </message>
    <message>
        <source>Before them come {0} for practice; they are marked as such and do not count.</source>
        <translation>Davor kommen {0} zur Übung; sie sind so bezeichnet und zählen nicht.</translation>
    </message>
    <message>
        <source>Begin  (Return)</source>
        <translation>Beginnen  (Eingabe)</translation>
    </message>
    <message>
        <source>Go on  (Return)</source>
        <translation>Weiter  (Eingabe)</translation>
    </message>
    <message>
        <source>You have answered {0}; it goes on where you left.</source>
        <translation>Sie haben {0} beantwortet; es geht dort weiter, wo Sie aufgehört haben.</translation>
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
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>F1 or Esc closes this.</source>
        <translation>F1 oder Esc schließt dies.</translation>
    </message>
</context>
<context>
    <name>KeyTable</name>
    <message>
        <source>Left or right image</source>
        <translation>Linkes oder rechtes Bild</translation>
    </message>
    <message>
        <source>Type a rating</source>
        <translation>Eine Bewertung schreiben</translation>
    </message>
    <message>
        <source>Give a rating</source>
        <translation>Eine Bewertung geben</translation>
    </message>
    <message>
        <source>Choose an answer</source>
        <translation>Eine Antwort wählen</translation>
    </message>
    <message>
        <source>Rating up or down</source>
        <translation>Bewertung höher oder tiefer</translation>
    </message>
    <message>
        <source>Marking tool on or off</source>
        <translation>Markierwerkzeug ein oder aus</translation>
    </message>
    <message>
        <source>Arrows, Space</source>
        <translation>Pfeile, Leertaste</translation>
    </message>
    <message>
        <source>Move its cross, set a mark</source>
        <translation>Sein Kreuz bewegen, markieren</translation>
    </message>
    <message>
        <source>Del</source>
        <translation>Entf</translation>
    </message>
    <message>
        <source>Delete the chosen mark</source>
        <translation>Gewählte Markierung löschen</translation>
    </message>
    <message>
        <source>Tab</source>
        <translation>Tab</translation>
    </message>
    <message>
        <source>To the next field</source>
        <translation>Zum nächsten Feld</translation>
    </message>
    <message>
        <source>Write a comment</source>
        <translation>Eine Bemerkung schreiben</translation>
    </message>
    <message>
        <source>Return</source>
        <translation>Eingabe</translation>
    </message>
    <message>
        <source>Submit; in a comment Ctrl+Return</source>
        <translation>Abgeben; in der Bemerkung Strg+Eingabe</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Rücktaste</translation>
    </message>
    <message>
        <source>Correct the last answer</source>
        <translation>Letzte Antwort berichtigen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Strg+Q</translation>
    </message>
    <message>
        <source>Leave; the rest is kept for later</source>
        <translation>Gehen; der Rest bleibt für später</translation>
    </message>
    <message>
        <source>Left drag: window</source>
        <translation>Links ziehen: Fenster</translation>
    </message>
    <message>
        <source>Shift+↑↓←→</source>
        <translation>Umschalt+↑↓←→</translation>
    </message>
    <message>
        <source>Window level and width</source>
        <translation>Fensterlage und -breite</translation>
    </message>
    <message>
        <source>Shift+I</source>
        <translation>Umschalt+I</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>CT windows: lung, mediastinum, bone, …</source>
        <translation>CT-Fenster: Lunge, Mediastinum, Knochen, …</translation>
    </message>
    <message>
        <source>The image's own window</source>
        <translation>Eigenes Fenster des Bildes</translation>
    </message>
    <message>
        <source>Left drag: zoom (right drag too)</source>
        <translation>Links ziehen: Zoom (rechts auch)</translation>
    </message>
    <message>
        <source>Zoom (Ctrl and the wheel too)</source>
        <translation>Zoom (auch Strg und Mausrad)</translation>
    </message>
    <message>
        <source>Left drag: move (middle drag too)</source>
        <translation>Links ziehen: verschieben (Mitte auch)</translation>
    </message>
    <message>
        <source>Ctrl+↑↓←→</source>
        <translation>Strg+↑↓←→</translation>
    </message>
    <message>
        <source>Move the image</source>
        <translation>Das Bild verschieben</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Out of a field; reset the view</source>
        <translation>Aus einem Feld; Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>These keys</source>
        <translation>Diese Tasten</translation>
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
    <name>LeavePage</name>
    <message>
        <source>Leave now?</source>
        <translation>Jetzt gehen?</translation>
    </message>
    <message>
        <source>Go on reading  (Return)</source>
        <translation>Weiterlesen  (Eingabe)</translation>
    </message>
    <message>
        <source>What you have entered for this case is not submitted and would be lost; the case is shown again when you come back. Every answer before it is stored.</source>
        <translation>Was Sie zu diesem Fall eingegeben haben, ist nicht abgegeben und ginge verloren; der Fall wird wieder gezeigt, wenn Sie zurückkommen. Jede Antwort davor ist gespeichert.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Gehen</translation>
    </message>
</context>
<context>
    <name>LibraryModel</name>
    <message>
        <source>Added</source>
        <translation>Hinzugefügt</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
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
        <source>Success</source>
        <translation>Erfolg</translation>
    </message>
    <message>
        <source>Before → after</source>
        <translation>Vorher → nachher</translation>
    </message>
    <message>
        <source>Tags</source>
        <translation>Schlagwörter</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>beschädigt</translation>
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
        <source>Adversarial image</source>
        <translation>Adversariales Bild</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Original</translation>
    </message>
</context>
<context>
    <name>LibraryTable</name>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
</context>
<context>
    <name>LibraryWindow</name>
    <message>
        <source>Case library</source>
        <translation>Fallbibliothek</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suche</translation>
    </message>
    <message>
        <source>Search the cases</source>
        <translation>Fälle suchen</translation>
    </message>
    <message>
        <source>Words that stand in model, attack, modality, answers, notes or tags</source>
        <translation>Wörter, die in Modell, Angriff, Modalität, Antworten, Notizen oder Schlagwörtern stehen</translation>
    </message>
    <message>
        <source>Clear the search</source>
        <translation>Suche leeren</translation>
    </message>
    <message>
        <source>Only with this tag</source>
        <translation>Nur mit diesem Schlagwort</translation>
    </message>
    <message>
        <source>All tags</source>
        <translation>Alle Schlagwörter</translation>
    </message>
    <message>
        <source>Adversarial images</source>
        <translation>Adversariale Bilder</translation>
    </message>
    <message>
        <source>Show the adversarial images instead of the originals</source>
        <translation>Die adversarialen Bilder statt der Originale zeigen</translation>
    </message>
    <message>
        <source>New study from selected…</source>
        <translation>Neue Studie aus gewählten…</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Result folder…</source>
        <translation>Ordner eines Ergebnisses…</translation>
    </message>
    <message>
        <source>Cases from a zip file…</source>
        <translation>Fälle aus einer Zip-Datei…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Ausgeben</translation>
    </message>
    <message>
        <source>Selected cases…</source>
        <translation>Gewählte Fälle…</translation>
    </message>
    <message>
        <source>All cases…</source>
        <translation>Alle Fälle…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>Check files</source>
        <translation>Dateien prüfen</translation>
    </message>
    <message>
        <source>Read every file and compare it with its SHA-256</source>
        <translation>Jede Datei lesen und mit ihrem SHA-256 vergleichen</translation>
    </message>
    <message>
        <source>{0} cases were removed, because they are older than {1} days.</source>
        <translation>{0} Fälle wurden entfernt, weil sie älter als {1} Tage sind.</translation>
    </message>
    <message>
        <source>{0} cases are damaged: their files are missing, or not what they were.</source>
        <translation>{0} Fälle sind beschädigt: ihre Dateien fehlen oder sind nicht, was sie waren.</translation>
    </message>
    <message>
        <source>All files are what they were.</source>
        <translation>Alle Dateien sind, was sie waren.</translation>
    </message>
    <message>
        <source>{0} cases were written to {1}.</source>
        <translation>{0} Fälle wurden nach {1} geschrieben.</translation>
    </message>
    <message>
        <source>{0} new cases are kept.</source>
        <translation>{0} neue Fälle sind aufgenommen.</translation>
    </message>
    <message>
        <source>{0} cases</source>
        <translation>{0} Fälle</translation>
    </message>
    <message>
        <source>{0} of {1} cases</source>
        <translation>{0} von {1} Fällen</translation>
    </message>
    <message>
        <source>Cases are removed after {0} days, as an administrator has set.</source>
        <translation>Fälle werden nach {0} Tagen entfernt, wie die Verwaltung es festgelegt hat.</translation>
    </message>
    <message>
        <source>Looking into the library…</source>
        <translation>Die Bibliothek wird angesehen…</translation>
    </message>
    <message>
        <source>Not to be opened</source>
        <translation>Lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>No cases yet</source>
        <translation>Noch keine Fälle</translation>
    </message>
    <message>
        <source>Keep a result with Review, Keep case in library, or drop a result's folder or a library's zip file here.</source>
        <translation>Legen Sie ein Ergebnis mit Begutachtung, Fall in die Bibliothek hier ab, oder ziehen Sie den Ordner eines Ergebnisses oder die Zip-Datei einer Bibliothek hierher.</translation>
    </message>
    <message>
        <source>No case fits</source>
        <translation>Kein Fall passt</translation>
    </message>
    <message>
        <source>Search for less, or choose all tags.</source>
        <translation>Suchen Sie nach weniger, oder wählen Sie alle Schlagwörter.</translation>
    </message>
    <message>
        <source>Select a case to see what is kept of it.</source>
        <translation>Wählen Sie einen Fall, um zu sehen, was von ihm aufbewahrt ist.</translation>
    </message>
    <message>
        <source>{0} cases are selected</source>
        <translation>{0} Fälle sind gewählt</translation>
    </message>
    <message>
        <source>Choose a result folder</source>
        <translation>Ordner eines Ergebnisses wählen</translation>
    </message>
    <message>
        <source>Choose a case library's file</source>
        <translation>Datei einer Fallbibliothek wählen</translation>
    </message>
    <message>
        <source>Cases as one file</source>
        <translation>Fälle als eine Datei</translation>
    </message>
    <message>
        <source>Delete {0} cases with their files, notes and tags? This cannot be undone.</source>
        <translation>{0} Fälle mit ihren Dateien, Notizen und Schlagwörtern löschen? Das lässt sich nicht zurücknehmen.</translation>
    </message>
    <message>
        <source>Delete cases</source>
        <translation>Fälle löschen</translation>
    </message>
</context>
<context>
    <name>LinkedPanes</name>
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
    <name>MarkList</name>
    <message>
        <source>M, then click into the image: a mark where something is to be seen.</source>
        <translation>M, dann ins Bild klicken: eine Markierung, wo etwas zu sehen ist.</translation>
    </message>
    <message>
        <source>Mark {0}</source>
        <translation>Markierung {0}</translation>
    </message>
    <message>
        <source>Rating of mark {0}</source>
        <translation>Bewertung der Markierung {0}</translation>
    </message>
    <message>
        <source>Delete mark {0}</source>
        <translation>Markierung {0} löschen</translation>
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
    <name>OrderPage</name>
    <message>
        <source>Order and display</source>
        <translation>Reihenfolge und Anzeige</translation>
    </message>
    <message>
        <source>Each reader has an order of his or her own, drawn from the seed and the reader's code: practice first, then the arms in blocks, the repeats at the end.</source>
        <translation>Jeder Leser hat seine eigene Reihenfolge, aus dem Startwert und seiner Kennung ausgelost: zuerst das Üben, dann die Arme in Blöcken, am Ende die Wiederholungen.</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Startwert</translation>
    </message>
    <message>
        <source>The same seed gives the same orders</source>
        <translation>Derselbe Startwert ergibt dieselben Reihenfolgen</translation>
    </message>
    <message>
        <source>Cases between two arms</source>
        <translation>Fälle zwischen zwei Armen</translation>
    </message>
    <message>
        <source>At least so many other cases stand between two presentations of one case</source>
        <translation>Mindestens so viele andere Fälle stehen zwischen zwei Darbietungen eines Falls</translation>
    </message>
    <message>
        <source>Repeats</source>
        <translation>Wiederholungen</translation>
    </message>
    <message>
        <source>So many cases come once more at the end: they tell how well a reader agrees with him- or herself</source>
        <translation>So viele Fälle kommen am Ende noch einmal: sie sagen, wie gut ein Leser mit sich selbst übereinstimmt</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>One image pixel is one screen pixel, whatever the reader does</source>
        <translation>Ein Bildpixel ist ein Bildschirmpixel, was der Leser auch tut</translation>
    </message>
    <message>
        <source>Enlarged pixels are interpolated</source>
        <translation>Vergrößerte Pixel werden interpoliert</translation>
    </message>
    <message>
        <source>A change of a few grey levels is easily lost between pixels that are made smaller: where the question is whether it is seen, show them one to one. Size of the screen and zoom are recorded with every answer.</source>
        <translation>Eine Änderung um wenige Graustufen geht beim Verkleinern leicht verloren: wo die Frage ist, ob sie gesehen wird, zeigen Sie die Pixel eins zu eins. Größe des Bildschirms und Zoom werden mit jeder Antwort festgehalten.</translation>
    </message>
    <message>
        <source>Too many: there are {0} cases that count.</source>
        <translation>Zu viele: es zählen {0} Fälle.</translation>
    </message>
    <message>
        <source>More than the {0} cases that count.</source>
        <translation>Mehr als die {0} Fälle, die zählen.</translation>
    </message>
    <message>
        <source>{0} presentations a reader</source>
        <translation>{0} Darbietungen je Leser</translation>
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
        <source>Reading the results…</source>
        <translation>Die Ergebnisse werden gelesen…</translation>
    </message>
    <message>
        <source>These slices make no volume: {0}.</source>
        <translation>Diese Schichten ergeben kein Volumen: {0}.</translation>
    </message>
    <message>
        <source>{0} of {1} slices attacked</source>
        <translation>{0} von {1} Schichten angegriffen</translation>
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
        <source>not attacked: the original</source>
        <translation>nicht angegriffen: das Original</translation>
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
    <name>PairBars</name>
    <message>
        <source>{0}: before {1}, after {2}</source>
        <translation>{0}: vorher {1}, nachher {2}</translation>
    </message>
    <message>
        <source>{0}: before {1}</source>
        <translation>{0}: vorher {1}</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
</context>
<context>
    <name>PaneGrid</name>
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
</context>
<context>
    <name>PercentScale</name>
    <message>
        <source>{0}, as a number</source>
        <translation>{0}, als Zahl</translation>
    </message>
</context>
<context>
    <name>PlanningPage</name>
    <message>
        <source>Planning</source>
        <translation>Planung</translation>
    </message>
    <message>
        <source>How sure the answer will be, by Obuchowski and Rockette's analysis with Hillis' degrees of freedom.</source>
        <translation>Wie sicher die Antwort sein wird, nach der Analyse von Obuchowski und Rockette mit Freiheitsgraden nach Hillis.</translation>
    </message>
    <message>
        <source>Two arms with each other</source>
        <translation>Zwei Arme miteinander</translation>
    </message>
    <message>
        <source>One arm with guessing</source>
        <translation>Ein Arm mit dem Raten</translation>
    </message>
    <message>
        <source>Test equivalence</source>
        <translation>Äquivalenz prüfen</translation>
    </message>
    <message>
        <source>What is compared</source>
        <translation>Verglichen werden</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Expected figure</source>
        <translation>Erwartete Kennzahl</translation>
    </message>
    <message>
        <source>AUC, or share right</source>
        <translation>AUC oder Anteil richtiger</translation>
    </message>
    <message>
        <source>Share with the finding</source>
        <translation>Anteil mit Befund</translation>
    </message>
    <message>
        <source>Difference that is to show</source>
        <translation>Zu zeigender Unterschied</translation>
    </message>
    <message>
        <source>Chance that is wanted</source>
        <translation>Gewünschte Aussicht</translation>
    </message>
    <message>
        <source>The power</source>
        <translation>Die Power</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Grenze</translation>
    </message>
    <message>
        <source>Part of the protocol</source>
        <translation>Teil des Protokolls</translation>
    </message>
    <message>
        <source>That a change is not seen, or makes no difference, can only be said with a margin within which two arms count as alike. It is fixed before anybody reads.</source>
        <translation>Dass eine Änderung nicht gesehen wird oder nichts ausmacht, lässt sich nur mit einer Grenze sagen, innerhalb der zwei Arme als gleich gelten. Sie steht fest, bevor jemand liest.</translation>
    </message>
    <message>
        <source>For orientation: the 95 % interval of one reader's AUC</source>
        <translation>Zum Vergleich: das 95-%-Intervall der AUC eines Lesers</translation>
    </message>
    <message>
        <source>Variances</source>
        <translation>Varianzen</translation>
    </message>
    <message>
        <source>Correlation r1</source>
        <translation>Korrelation r1</translation>
    </message>
    <message>
        <source>One reader, two arms</source>
        <translation>Ein Leser, zwei Arme</translation>
    </message>
    <message>
        <source>Correlation r2</source>
        <translation>Korrelation r2</translation>
    </message>
    <message>
        <source>Two readers, one arm</source>
        <translation>Zwei Leser, ein Arm</translation>
    </message>
    <message>
        <source>Correlation r3</source>
        <translation>Korrelation r3</translation>
    </message>
    <message>
        <source>Two readers, two arms</source>
        <translation>Zwei Leser, zwei Arme</translation>
    </message>
    <message>
        <source>Spread of readers</source>
        <translation>Streuung der Leser</translation>
    </message>
    <message>
        <source>Standard deviation</source>
        <translation>Standardabweichung</translation>
    </message>
    <message>
        <source>Spread arm by reader</source>
        <translation>Streuung Arm × Leser</translation>
    </message>
    <message>
        <source>From a pilot study…</source>
        <translation>Aus einer Vorstudie…</translation>
    </message>
    <message>
        <source>A study that was read before, and its key</source>
        <translation>Eine Studie, die schon gelesen wurde, und ihr Schlüssel</translation>
    </message>
    <message>
        <source>Without the pilot</source>
        <translation>Ohne Vorstudie</translation>
    </message>
    <message>
        <source>{0} are chosen</source>
        <translation>{0} sind gewählt</translation>
    </message>
    <message>
        <source>As the cases' truth says</source>
        <translation>Wie die Wahrheit der Fälle sagt</translation>
    </message>
    <message>
        <source>These are conjectures, nobody's figures. A pilot study with a few readers is worth more.</source>
        <translation>Das sind Vermutungen, niemandes Zahlen. Eine Vorstudie mit wenigen Lesern ist mehr wert.</translation>
    </message>
    <message>
        <source>From a pilot study of {0} cases.</source>
        <translation>Aus einer Vorstudie mit {0} Fällen.</translation>
    </message>
    <message>
        <source>Nothing to reckon</source>
        <translation>Nichts zu rechnen</translation>
    </message>
    <message>
        <source>An open review is read case by case.</source>
        <translation>Eine offene Begutachtung wird Fall für Fall gelesen.</translation>
    </message>
    <message>
        <source>A figure of 0.5 is guessing itself: set a margin, or expect more.</source>
        <translation>Eine Kennzahl von 0.5 ist das Raten selbst: setzen Sie eine Grenze, oder erwarten Sie mehr.</translation>
    </message>
    <message>
        <source>Nothing to show</source>
        <translation>Nichts zu zeigen</translation>
    </message>
    <message>
        <source>Reckoning…</source>
        <translation>Wird gerechnet…</translation>
    </message>
    <message>
        <source>Not possible</source>
        <translation>Nicht möglich</translation>
    </message>
    <message>
        <source>It holds for readers and cases like these.</source>
        <translation>Es gilt für Leser und Fälle wie diese.</translation>
    </message>
    <message>
        <source>It holds for this one reader, and for cases like these; one reader tells nothing of others.</source>
        <translation>Es gilt für diesen einen Leser und für Fälle wie diese; ein Leser sagt nichts über andere.</translation>
    </message>
    <message>
        <source>{0} cases a class: {1}</source>
        <translation>{0} Fälle je Klasse: {1}</translation>
    </message>
    <message>
        <source>{0} readers, {1} cases: {2}</source>
        <translation>{0} Leser, {1} Fälle: {2}</translation>
    </message>
    <message>
        <source>The 95 % interval of an arm's figure will be about {0} to {1}.</source>
        <translation>Das 95-%-Intervall der Kennzahl eines Arms wird etwa {0} bis {1} sein.</translation>
    </message>
    <message>
        <source>The 95 % interval of the difference of two arms will reach about {0} to each side.</source>
        <translation>Das 95-%-Intervall des Unterschieds zweier Arme wird nach jeder Seite etwa {0} reichen.</translation>
    </message>
    <message>
        <source>If the true figure is {0}, the chance to show that it is not guessing is {1}.</source>
        <translation>Ist die wahre Kennzahl {0}, so ist die Aussicht, zu zeigen, dass nicht geraten wird, {1}.</translation>
    </message>
    <message>
        <source>If two arms truly differ by {0}, the chance to show it is {1}.</source>
        <translation>Unterscheiden sich zwei Arme wirklich um {0}, so ist die Aussicht, es zu zeigen, {1}.</translation>
    </message>
    <message>
        <source>If the readers truly guess, the chance to show that within {0} is {1}.</source>
        <translation>Raten die Leser wirklich, so ist die Aussicht, es innerhalb von {0} zu zeigen, {1}.</translation>
    </message>
    <message>
        <source>If two arms do not differ, the chance to show them alike within {0} is {1}.</source>
        <translation>Unterscheiden sich zwei Arme nicht, so ist die Aussicht, sie innerhalb von {0} als gleich zu zeigen, {1}.</translation>
    </message>
    <message>
        <source>No number of cases brings it to {0}: it needs more readers.</source>
        <translation>Keine Zahl von Fällen bringt sie auf {0}: es braucht mehr Leser.</translation>
    </message>
    <message>
        <source>For {0} it takes {1} cases.</source>
        <translation>Für {0} braucht es {1} Fälle.</translation>
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
        <source>All slices are being attacked</source>
        <translation>Alle Schichten werden angegriffen</translation>
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
    <message>
        <source>background alone</source>
        <translation>nur Hintergrund</translation>
    </message>
    <message>
        <source>1 box</source>
        <translation>1 Box</translation>
    </message>
    <message>
        <source>{0} boxes</source>
        <translation>{0} Boxen</translation>
    </message>
</context>
<context>
    <name>QuestionPage</name>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>What the study is to find out. All its tasks are of one kind; another kind is another study.</source>
        <translation>Was die Studie herausfinden soll. Alle ihre Aufgaben sind von einer Art; eine andere Art ist eine andere Studie.</translation>
    </message>
    <message>
        <source>Is the change seen?</source>
        <translation>Wird es gesehen?</translation>
    </message>
    <message>
        <source>Does it alter the diagnosis?</source>
        <translation>Ändert es die Diagnose?</translation>
    </message>
    <message>
        <source>Does a fooled model mislead?</source>
        <translation>Führt das Modell irre?</translation>
    </message>
    <message>
        <source>Choice of two</source>
        <translation>Wahl aus zweien</translation>
    </message>
    <message>
        <source>Open review</source>
        <translation>Offene Begutachtung</translation>
    </message>
    <message>
        <source>Readers rate whether an image was altered. Originals, adversarial images and shams come one by one; nobody is told which is which.</source>
        <translation>Leser bewerten, ob ein Bild verändert wurde. Originale, adversariale Bilder und Scheinstörungen kommen eins nach dem anderen; niemand erfährt, welches welches ist.</translation>
    </message>
    <message>
        <source>Readers rate whether a finding is there, in the original, the adversarial image and a sham of each case, kept apart. Each case needs its truth.</source>
        <translation>Leser bewerten, ob ein Befund da ist, im Original, im adversarialen Bild und in einer Scheinstörung jedes Falls, voneinander getrennt. Jeder Fall braucht seine Wahrheit.</translation>
    </message>
    <message>
        <source>Readers rate whether a finding is there, unaided and with the model's answer beside the image: its right one, and the one it was fooled into. Each case needs its truth.</source>
        <translation>Leser bewerten, ob ein Befund da ist, ohne Hilfe und mit der Antwort des Modells neben dem Bild: der richtigen und der, zu der es getäuscht wurde. Jeder Fall braucht seine Wahrheit.</translation>
    </message>
    <message>
        <source>Two images side by side, one of them the original: which is the altered one?</source>
        <translation>Zwei Bilder nebeneinander, eines davon das Original: welches ist das veränderte?</translation>
    </message>
    <message>
        <source>Not blinded: readers see which image is which and the model's answers, and say what they think of them.</source>
        <translation>Nicht verblindet: Leser sehen, welches Bild welches ist, und die Antworten des Modells, und sagen, was sie davon halten.</translation>
    </message>
    <message>
        <source>As the readers will see it</source>
        <translation>Wie die Leser ihn sehen werden</translation>
    </message>
    <message>
        <source>Title of the study</source>
        <translation>Titel der Studie</translation>
    </message>
    <message>
        <source>What the study asks</source>
        <translation>Was die Studie fragt</translation>
    </message>
    <message>
        <source>Add a question</source>
        <translation>Frage hinzufügen</translation>
    </message>
    <message>
        <source>Has this image been altered?</source>
        <translation>Wurde dieses Bild verändert?</translation>
    </message>
    <message>
        <source>Is the finding there?</source>
        <translation>Ist der Befund da?</translation>
    </message>
    <message>
        <source>Which of the two images has been altered?</source>
        <translation>Welches der beiden Bilder wurde verändert?</translation>
    </message>
    <message>
        <source>Do you agree with the model's answer?</source>
        <translation>Stimmen Sie der Antwort des Modells zu?</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>in part</source>
        <translation>zum Teil</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
</context>
<context>
    <name>Queue</name>
    <message>
        <source>Fetching</source>
        <translation>Holen</translation>
    </message>
    <message>
        <source>Clear the list</source>
        <translation>Liste leeren</translation>
    </message>
    <message>
        <source>Take what is not being fetched off the list; files stay where they are</source>
        <translation>Von der Liste nehmen, was gerade nicht geholt wird; Dateien bleiben, wo sie sind</translation>
    </message>
    <message>
        <source>What you fetch is listed here. An incomplete series is never opened.</source>
        <translation>Hier steht, was Sie holen. Eine unvollständige Serie wird nie geöffnet.</translation>
    </message>
    <message>
        <source>Series that are being fetched</source>
        <translation>Serien, die geholt werden</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>hält an</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>no longer here</source>
        <translation>nicht mehr hier</translation>
    </message>
    <message>
        <source>asking which images there are</source>
        <translation>fragt, welche Bilder es gibt</translation>
    </message>
    <message>
        <source>{0} of {1} images, {2:.0f} MB</source>
        <translation>{0} von {1} Bildern, {2:.0f} MB</translation>
    </message>
    <message>
        <source>complete: {0} images</source>
        <translation>vollständig: {0} Bilder</translation>
    </message>
    <message>
        <source>complete: 1 image</source>
        <translation>vollständig: 1 Bild</translation>
    </message>
    <message>
        <source>; 1 other that came was not taken</source>
        <translation>; 1 anderes, das kam, wurde nicht genommen</translation>
    </message>
    <message>
        <source>; {0} others that came were not taken</source>
        <translation>; {0} andere, die kamen, wurden nicht genommen</translation>
    </message>
</context>
<context>
    <name>ReadingPage</name>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Markieren</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>Shift+I</source>
        <translation>Umschalt+I</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>Correct the last answer</source>
        <translation>Letzte Antwort berichtigen</translation>
    </message>
    <message>
        <source>Backspace</source>
        <translation>Rücktaste</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Gehen</translation>
    </message>
    <message>
        <source>Ctrl+Q</source>
        <translation>Strg+Q</translation>
    </message>
</context>
<context>
    <name>ReadingRoom</name>
    <message>
        <source>Reading room</source>
        <translation>Leseraum</translation>
    </message>
    <message>
        <source>Practice {0} of {1}</source>
        <translation>Übung {0} von {1}</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>Correction</source>
        <translation>Berichtigung</translation>
    </message>
    <message>
        <source>does not count</source>
        <translation>zählt nicht</translation>
    </message>
    <message>
        <source>Keep as it was</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>Correct last</source>
        <translation>Berichtigen</translation>
    </message>
    <message>
        <source>Not stored: {0}. Your answer is still here; try again.</source>
        <translation>Nicht gespeichert: {0}. Ihre Antwort steht noch da; versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>That was the practice</source>
        <translation>Das war die Übung</translation>
    </message>
    <message>
        <source>From now on your answers count.</source>
        <translation>Von jetzt an zählen Ihre Antworten.</translation>
    </message>
    <message>
        <source>Time for a break</source>
        <translation>Zeit für eine Pause</translation>
    </message>
    <message>
        <source>Part {0} of {1} is done. Rest your eyes; go on when you are ready.</source>
        <translation>Teil {0} von {1} ist geschafft. Ruhen Sie die Augen aus; machen Sie weiter, wenn Sie so weit sind.</translation>
    </message>
    <message>
        <source>You have read for a while. Rest your eyes; go on when you are ready.</source>
        <translation>Sie lesen schon eine Weile. Ruhen Sie die Augen aus; machen Sie weiter, wenn Sie so weit sind.</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>No clock runs. What you have entered is kept.</source>
        <translation>Keine Uhr läuft. Was Sie eingegeben haben, bleibt.</translation>
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
    <name>RestPage</name>
    <message>
        <source>Go on  (Return)</source>
        <translation>Weiter  (Eingabe)</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Gehen</translation>
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
    <name>ResultsPage</name>
    <message>
        <source>Results need the key of the study</source>
        <translation>Ergebnisse brauchen den Schlüssel der Studie</translation>
    </message>
    <message>
        <source>The key says which image is which arm, and what is true. It lies beside the study, or with whoever built it. To open it unblinds: whoever sees results should not read any more.</source>
        <translation>Der Schlüssel sagt, welches Bild zu welchem Arm gehört und was wahr ist. Er liegt neben der Studie oder bei dem, der sie gebaut hat. Ihn zu öffnen entblindet: wer Ergebnisse sieht, sollte nicht mehr lesen.</translation>
    </message>
    <message>
        <source>Open the key…</source>
        <translation>Schlüssel öffnen…</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>Bericht speichern…</translation>
    </message>
    <message>
        <source>Save what stands here, with methods and checklist, as PDF or HTML</source>
        <translation>Was hier steht, mit Methoden und Prüfliste, als PDF oder HTML speichern</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>The readings with arm and truth: CSV, for MRMCaov or iMRMC, or JSON</source>
        <translation>Die Lesungen mit Arm und Wahrheit: CSV, für MRMCaov oder iMRMC, oder JSON</translation>
    </message>
    <message>
        <source>{0} of {1} readers have not finished; whoever sees results should not read any more.</source>
        <translation>{0} von {1} Lesern sind nicht fertig; wer Ergebnisse sieht, sollte nicht mehr lesen.</translation>
    </message>
    <message>
        <source>Open the key</source>
        <translation>Schlüssel öffnen</translation>
    </message>
    <message>
        <source>{0} Show the results all the same?</source>
        <translation>{0} Die Ergebnisse trotzdem zeigen?</translation>
    </message>
    <message>
        <source>Working out the results…</source>
        <translation>Ergebnisse werden berechnet…</translation>
    </message>
    <message>
        <source>Written to {0}.</source>
        <translation>Geschrieben nach {0}.</translation>
    </message>
    <message>
        <source>Nobody has read this study yet. Its results will stand here.</source>
        <translation>Noch hat niemand diese Studie gelesen. Ihre Ergebnisse werden hier stehen.</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Export readings</source>
        <translation>Lesungen exportieren</translation>
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
        <source>nothing to lose</source>
        <translation>nichts zu verlieren</translation>
    </message>
    <message>
        <source>any</source>
        <translation>irgendeine</translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>How far the series is: {0}</source>
        <translation>Wie weit die Serie ist: {0}</translation>
    </message>
    <message>
        <source>Stop fetching; what came is kept</source>
        <translation>Nicht weiter holen; was kam, bleibt</translation>
    </message>
    <message>
        <source>Go on fetching what is missing</source>
        <translation>Weiter holen, was fehlt</translation>
    </message>
    <message>
        <source>Open the series</source>
        <translation>Die Serie öffnen</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
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
    <name>SearchForm</name>
    <message>
        <source>any</source>
        <translation>jede</translation>
    </message>
    <message>
        <source>YYYY-MM-DD</source>
        <translation>JJJJ-MM-TT</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Patient</source>
        <translation>Patient</translation>
    </message>
    <message>
        <source>Part of the name; with a digit in it: the patient's ID</source>
        <translation>Teil des Namens; mit einer Ziffer darin: die ID des Patienten</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>The first day of the study</source>
        <translation>Der erste Tag der Untersuchung</translation>
    </message>
    <message>
        <source>Until</source>
        <translation>Bis</translation>
    </message>
    <message>
        <source>The last day of the study</source>
        <translation>Der letzte Tag der Untersuchung</translation>
    </message>
    <message>
        <source>Modality</source>
        <translation>Modalität</translation>
    </message>
    <message>
        <source>What the study was made with</source>
        <translation>Womit untersucht wurde</translation>
    </message>
    <message>
        <source>Accession number</source>
        <translation>Auftragsnummer</translation>
    </message>
    <message>
        <source>The number of the order, whole</source>
        <translation>Die ganze Nummer des Auftrags</translation>
    </message>
    <message>
        <source>Description</source>
        <translation>Beschreibung</translation>
    </message>
    <message>
        <source>Part of the study's description</source>
        <translation>Teil der Beschreibung der Untersuchung</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
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
        <source>{0} succeeded, {1} failed, {2} nothing to attack, {3} nothing to lose, {4} not attacked, {5} to come</source>
        <translation>{0} gelungen, {1} misslungen, {2} nichts anzugreifen, {3} nichts zu verlieren, {4} nicht angegriffen, {5} stehen aus</translation>
    </message>
    <message>
        <source>not attacked yet</source>
        <translation>noch nicht angegriffen</translation>
    </message>
    <message>
        <source>being attacked</source>
        <translation>wird gerade angegriffen</translation>
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
        <source>nothing to attack: the model is wrong before</source>
        <translation>nichts anzugreifen: Das Modell irrt schon vorher</translation>
    </message>
    <message>
        <source>nothing to attack: the model is wrong before, or finds nothing</source>
        <translation>nichts anzugreifen: Das Modell irrt schon vorher oder findet nichts</translation>
    </message>
    <message>
        <source>nothing to lose: the reference is empty, and the model finds nothing before</source>
        <translation>nichts zu verlieren: Die Referenz ist leer, und das Modell findet vorher nichts</translation>
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
    <name>StudyWindow</name>
    <message>
        <source>Reader study: {0}</source>
        <translation>Leserstudie: {0}</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Choice of two</source>
        <translation>Wahl aus zweien</translation>
    </message>
    <message>
        <source>Open review, not blinded</source>
        <translation>Offene Begutachtung, nicht verblindet</translation>
    </message>
    <message>
        <source>{0} cases, {1} presentations a reader</source>
        <translation>{0} Fälle, {1} Darbietungen je Leser</translation>
    </message>
    <message>
        <source>, {0} cases for practice</source>
        <translation>, {0} Fälle zur Übung</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Years</source>
        <translation>Jahre</translation>
    </message>
    <message>
        <source>Specialty</source>
        <translation>Fachgebiet</translation>
    </message>
    <message>
        <source>Last answer</source>
        <translation>Letzte Antwort</translation>
    </message>
    <message>
        <source>Read this study</source>
        <translation>Diese Studie lesen</translation>
    </message>
    <message>
        <source>Reader's code</source>
        <translation>Kennung</translation>
    </message>
    <message>
        <source>Letters, digits, dashes and underscores; not a name</source>
        <translation>Buchstaben, Ziffern, Striche und Unterstriche; kein Name</translation>
    </message>
    <message>
        <source>Of experience with such images</source>
        <translation>Erfahrung mit solchen Bildern</translation>
    </message>
    <message>
        <source>Begin reading</source>
        <translation>Lesen beginnen</translation>
    </message>
    <message>
        <source>The code alone is kept, never a name. A reader who comes back under the same code goes on where the last answer was given.</source>
        <translation>Nur die Kennung wird gespeichert, nie ein Name. Wer unter derselben Kennung wiederkommt, liest nach der letzten Antwort weiter.</translation>
    </message>
    <message>
        <source>Study as one file…</source>
        <translation>Studie als eine Datei…</translation>
    </message>
    <message>
        <source>The study without key and readings, to be opened on another machine</source>
        <translation>Die Studie ohne Schlüssel und Lesungen, zum Öffnen auf einem anderen Rechner</translation>
    </message>
    <message>
        <source>Readings…</source>
        <translation>Lesungen…</translation>
    </message>
    <message>
        <source>The readings: SQLite, to be merged with others, or JSON</source>
        <translation>Die Lesungen: SQLite, zum Zusammenführen mit anderen, oder JSON</translation>
    </message>
    <message>
        <source>Merge…</source>
        <translation>Zusammenführen…</translation>
    </message>
    <message>
        <source>Take in the readings of other copies of this study</source>
        <translation>Die Lesungen anderer Kopien dieser Studie aufnehmen</translation>
    </message>
    <message>
        <source>This reader's data</source>
        <translation>Daten dieses Lesers</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen…</translation>
    </message>
    <message>
        <source>{0} readings were taken in.</source>
        <translation>{0} Lesungen wurden aufgenommen.</translation>
    </message>
    <message>
        <source>{0} readings of {1} were deleted. The study says from now on that it is incomplete.</source>
        <translation>{0} Lesungen von {1} wurden gelöscht. Die Studie nennt sich von jetzt an unvollständig.</translation>
    </message>
    <message>
        <source>Written to {0}.</source>
        <translation>Nach {0} geschrieben.</translation>
    </message>
    <message>
        <source>frozen since its first reading</source>
        <translation>seit der ersten Lesung eingefroren</translation>
    </message>
    <message>
        <source>not yet read</source>
        <translation>noch nicht gelesen</translation>
    </message>
    <message>
        <source>Protocol {0}, {1}</source>
        <translation>Protokoll {0}, {1}</translation>
    </message>
    <message>
        <source>incomplete: the data of {0} were removed</source>
        <translation>unvollständig: die Daten von {0} wurden entfernt</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>Go on reading</source>
        <translation>Weiterlesen</translation>
    </message>
    <message>
        <source>Study as one file</source>
        <translation>Studie als eine Datei</translation>
    </message>
    <message>
        <source>Readings</source>
        <translation>Lesungen</translation>
    </message>
    <message>
        <source>Merge readings</source>
        <translation>Lesungen zusammenführen</translation>
    </message>
    <message>
        <source>Delete all that {0} gave? This cannot be undone: the code is closed, and the study says from then on that it is incomplete.</source>
        <translation>Alles löschen, was {0} beigetragen hat? Das lässt sich nicht zurücknehmen: die Kennung ist dann gesperrt, und die Studie nennt sich von da an unvollständig.</translation>
    </message>
    <message>
        <source>Delete a reader's data</source>
        <translation>Daten eines Lesers löschen</translation>
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
        <source>No attack can meet the criterion here, so the case counts in no success rate.</source>
        <translation>Kein Angriff kann hier das Kriterium erfüllen, also zählt der Fall in keiner Erfolgsquote.</translation>
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
    <name>SummaryPage</name>
    <message>
        <source>Summary</source>
        <translation>Zusammenfassung</translation>
    </message>
    <message>
        <source>Look it over: with the first reading the protocol is frozen, and a study that is built is not changed any more.</source>
        <translation>Sehen Sie es durch: mit der ersten Lesung friert das Protokoll ein, und eine gebaute Studie wird nicht mehr geändert.</translation>
    </message>
    <message>
        <source>Ask the attacked model about each sham</source>
        <translation>Das angegriffene Modell nach jeder Scheinstörung fragen</translation>
    </message>
    <message>
        <source>Open the study</source>
        <translation>Studie öffnen</translation>
    </message>
    <message>
        <source>Export as one file…</source>
        <translation>Als eine Datei ausgeben…</translation>
    </message>
    <message>
        <source>The study without its key, to be opened on another machine</source>
        <translation>Die Studie ohne ihren Schlüssel, zum Öffnen auf einem anderen Rechner</translation>
    </message>
    <message>
        <source>Progress of building</source>
        <translation>Fortschritt des Bauens</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Making case {0} of {1}…</source>
        <translation>Fall {0} von {1} wird gemacht…</translation>
    </message>
    <message>
        <source>The study lies in {0}</source>
        <translation>Die Studie liegt in {0}</translation>
    </message>
    <message>
        <source>Its key lies in {0}. It says which image is which: keep it away from the readers, and keep it safe, for without it there are no results.</source>
        <translation>Ihr Schlüssel liegt in {0}. Er sagt, welches Bild welches ist: halten Sie ihn von den Lesern fern, und verwahren Sie ihn gut, denn ohne ihn gibt es keine Ergebnisse.</translation>
    </message>
    <message>
        <source>No model was asked whether the shams leave its answer as it was; the key says so.</source>
        <translation>Kein Modell wurde gefragt, ob die Scheinstörungen seine Antwort lassen, wie sie war; der Schlüssel sagt es.</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Titel</translation>
    </message>
    <message>
        <source>none yet</source>
        <translation>noch keiner</translation>
    </message>
    <message>
        <source>Questions</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Cases</source>
        <translation>Fälle</translation>
    </message>
    <message>
        <source>Arms</source>
        <translation>Arme</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Equivalence</source>
        <translation>Äquivalenz</translation>
    </message>
    <message>
        <source>not tested</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>within {0}</source>
        <translation>innerhalb von {0}</translation>
    </message>
    <message>
        <source>A reader reads</source>
        <translation>Ein Leser liest</translation>
    </message>
    <message>
        <source>{0} is not among the models, or is of another version: the key will say that nobody was asked.</source>
        <translation>{0} ist nicht unter den Modellen oder von einer anderen Fassung: der Schlüssel wird sagen, dass niemand gefragt wurde.</translation>
    </message>
    <message>
        <source>The first sham that leaves the model's answer as it was is taken. It takes a few seconds a case.</source>
        <translation>Die erste Scheinstörung, die die Antwort des Modells lässt, wie sie war, wird genommen. Das dauert einige Sekunden je Fall.</translation>
    </message>
    <message>
        <source>The key will say that nobody was asked.</source>
        <translation>Der Schlüssel wird sagen, dass niemand gefragt wurde.</translation>
    </message>
    <message>
        <source>detection</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>diagnosis</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>choice of two</source>
        <translation>Wahl aus zweien</translation>
    </message>
    <message>
        <source>open review, not blinded</source>
        <translation>offene Begutachtung, nicht verblindet</translation>
    </message>
    <message>
        <source>0 to 100</source>
        <translation>0 bis 100</translation>
    </message>
    <message>
        <source>six steps</source>
        <translation>sechs Stufen</translation>
    </message>
    <message>
        <source>not rated</source>
        <translation>ohne Wertung</translation>
    </message>
    <message>
        <source>positive from {0} on</source>
        <translation>positiv ab {0}</translation>
    </message>
    <message>
        <source>with marks</source>
        <translation>mit Markierungen</translation>
    </message>
    <message>
        <source>{0} that count, of {1} patients</source>
        <translation>{0}, die zählen, von {1} Patienten</translation>
    </message>
    <message>
        <source>{0} for practice</source>
        <translation>{0} zum Üben</translation>
    </message>
    <message>
        <source>{0} left out, which cannot be used</source>
        <translation>{0} weggelassen, weil nicht zu gebrauchen</translation>
    </message>
    <message>
        <source>{0}: {1} present, {2} absent, {3} not known</source>
        <translation>{0}: {1} vorhanden, {2} nicht vorhanden, {3} nicht bekannt</translation>
    </message>
    <message>
        <source>original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>adversarial</source>
        <translation>adversarial</translation>
    </message>
    <message>
        <source>sham, mirrored</source>
        <translation>Scheinstörung, gespiegelt</translation>
    </message>
    <message>
        <source>sham, random signs</source>
        <translation>Scheinstörung, zufällige Vorzeichen</translation>
    </message>
    <message>
        <source>sham, random phases</source>
        <translation>Scheinstörung, zufällige Phasen</translation>
    </message>
    <message>
        <source>{0}, with the model's answer to the original</source>
        <translation>{0}, mit der Antwort des Modells auf das Original</translation>
    </message>
    <message>
        <source>{0}, with the model's answer to the adversarial image</source>
        <translation>{0}, mit der Antwort des Modells auf das adversariale Bild</translation>
    </message>
    <message>
        <source>seed {0}, at least {1} other cases between two arms of one, {2} repeats</source>
        <translation>Startwert {0}, mindestens {1} andere Fälle zwischen zwei Armen eines Falls, {2} Wiederholungen</translation>
    </message>
    <message>
        <source>one to one</source>
        <translation>eins zu eins</translation>
    </message>
    <message>
        <source>zoom is free</source>
        <translation>Zoom ist frei</translation>
    </message>
    <message>
        <source>interpolated</source>
        <translation>interpoliert</translation>
    </message>
    <message>
        <source>not interpolated</source>
        <translation>nicht interpoliert</translation>
    </message>
    <message>
        <source>a page of {0} words</source>
        <translation>eine Seite von {0} Wörtern</translation>
    </message>
    <message>
        <source>no page</source>
        <translation>keine Seite</translation>
    </message>
    <message>
        <source>{0} presentations; about {1} minutes, at {2} seconds each</source>
        <translation>{0} Darbietungen; etwa {1} Minuten, bei je {2} Sekunden</translation>
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
    <name>TaskCard</name>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>How sure are you that it is altered?</source>
        <translation>Wie sicher sind Sie, dass es verändert ist?</translation>
    </message>
    <message>
        <source>certainly not</source>
        <translation>sicher nicht</translation>
    </message>
    <message>
        <source>certainly altered</source>
        <translation>sicher verändert</translation>
    </message>
    <message>
        <source>Probability: {0}</source>
        <translation>Wahrscheinlichkeit: {0}</translation>
    </message>
    <message>
        <source>certainly absent</source>
        <translation>sicher nicht da</translation>
    </message>
    <message>
        <source>certainly present</source>
        <translation>sicher da</translation>
    </message>
    <message>
        <source>How sure are you?</source>
        <translation>Wie sicher sind Sie?</translation>
    </message>
    <message>
        <source>a guess</source>
        <translation>geraten</translation>
    </message>
    <message>
        <source>certain</source>
        <translation>sicher</translation>
    </message>
    <message>
        <source>How far do you agree?</source>
        <translation>Wie weit stimmen Sie zu?</translation>
    </message>
    <message>
        <source>not at all</source>
        <translation>gar nicht</translation>
    </message>
    <message>
        <source>fully</source>
        <translation>ganz</translation>
    </message>
    <message>
        <source>probably not</source>
        <translation>wahrscheinlich nicht</translation>
    </message>
    <message>
        <source>rather not</source>
        <translation>eher nicht</translation>
    </message>
    <message>
        <source>rather yes</source>
        <translation>eher ja</translation>
    </message>
    <message>
        <source>probably yes</source>
        <translation>wahrscheinlich ja</translation>
    </message>
    <message>
        <source>certainly yes</source>
        <translation>sicher ja</translation>
    </message>
    <message>
        <source>Marks</source>
        <translation>Markierungen</translation>
    </message>
    <message>
        <source>Choose left or right.</source>
        <translation>Wählen Sie links oder rechts.</translation>
    </message>
    <message>
        <source>This is not on the scale.</source>
        <translation>Das liegt nicht auf der Skala.</translation>
    </message>
    <message>
        <source>Give a rating.</source>
        <translation>Geben Sie eine Bewertung.</translation>
    </message>
    <message>
        <source>Choose an answer.</source>
        <translation>Wählen Sie eine Antwort.</translation>
    </message>
    <message>
        <source>The rating of a mark is not on the scale.</source>
        <translation>Die Bewertung einer Markierung liegt nicht auf der Skala.</translation>
    </message>
    <message>
        <source>Question {0}</source>
        <translation>Frage {0}</translation>
    </message>
    <message>
        <source>Take out</source>
        <translation>Herausnehmen</translation>
    </message>
    <message>
        <source>Take out question {0}</source>
        <translation>Frage {0} herausnehmen</translation>
    </message>
    <message>
        <source>polyp</source>
        <translation>Polyp</translation>
    </message>
    <message>
        <source>0 to 100</source>
        <translation>0 bis 100</translation>
    </message>
    <message>
        <source>six steps</source>
        <translation>sechs Stufen</translation>
    </message>
    <message>
        <source>not rated</source>
        <translation>ohne Wertung</translation>
    </message>
    <message>
        <source>From here on it counts as positive:</source>
        <translation>Ab hier zählt es als positiv:</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Readers may mark places in the image</source>
        <translation>Leser dürfen Stellen im Bild markieren</translation>
    </message>
    <message>
        <source>Finding</source>
        <translation>Befund</translation>
    </message>
    <message>
        <source>Whose truth each case has</source>
        <translation>Dessen Wahrheit jeder Fall hat</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>As the readers are asked</source>
        <translation>Wie die Leser gefragt werden</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>Sicherheit</translation>
    </message>
    <message>
        <source>Scale</source>
        <translation>Skala</translation>
    </message>
    <message>
        <source>With semicolons between them; none where only a rating or a comment is asked for</source>
        <translation>Mit Strichpunkten dazwischen; keine, wo nur nach einer Wertung oder einer Bemerkung gefragt wird</translation>
    </message>
    <message>
        <source>Answers to choose from</source>
        <translation>Antworten zur Wahl</translation>
    </message>
</context>
<context>
    <name>TaskView</name>
    <message>
        <source>Results</source>
        <translation>Ergebnisse</translation>
    </message>
    <message>
        <source>Each reader</source>
        <translation>Jeder Leser</translation>
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
    <name>TroublePage</name>
    <message>
        <source>This case cannot be shown</source>
        <translation>Dieser Fall kann nicht gezeigt werden</translation>
    </message>
    <message>
        <source>Try again  (Return)</source>
        <translation>Noch einmal  (Eingabe)</translation>
    </message>
    <message>
        <source>Nothing was skipped, and every answer so far is stored. Tell whoever runs the study; once the file is as it was, reading goes on with this case.</source>
        <translation>Nichts wurde übergangen, und jede Antwort bisher ist gespeichert. Sagen Sie es der Studienleitung; sobald die Datei wieder ist, wie sie war, geht es mit diesem Fall weiter.</translation>
    </message>
    <message>
        <source>Leave</source>
        <translation>Gehen</translation>
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
    <name>TruthDelegate</name>
    <message>
        <source>Truth</source>
        <translation>Wahrheit</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>present</source>
        <translation>vorhanden</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>nicht vorhanden</translation>
    </message>
</context>
<context>
    <name>Viewer</name>
    <message>
        <source>Image</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Links</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Rechts</translation>
    </message>
    <message>
        <source>inverted</source>
        <translation>umgekehrt</translation>
    </message>
    <message>
        <source>zoom {0}</source>
        <translation>Zoom {0}</translation>
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
    <message>
        <source>NOT FOR DIAGNOSIS</source>
        <translation>NICHT ZUR DIAGNOSE</translation>
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
        <source>From an archive…</source>
        <translation>Aus einem Archiv…</translation>
    </message>
    <message>
        <source>Find cases in a PACS or a research archive and fetch them</source>
        <translation>Fälle in einem PACS oder einem Forschungsarchiv finden und holen</translation>
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
        <source>Cohort run…</source>
        <translation>Kohortenlauf…</translation>
    </message>
    <message>
        <source>Attack many images, and see what it shows</source>
        <translation>Viele Bilder angreifen und sehen, was sich zeigt</translation>
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
        <source>Keep case in library</source>
        <translation>Fall in die Bibliothek</translation>
    </message>
    <message>
        <source>Put the result on show into the case library</source>
        <translation>Das angezeigte Ergebnis in die Fallbibliothek legen</translation>
    </message>
    <message>
        <source>&amp;Review</source>
        <translation>&amp;Begutachtung</translation>
    </message>
    <message>
        <source>Case library…</source>
        <translation>Fallbibliothek…</translation>
    </message>
    <message>
        <source>The cases that were kept: search, notes, tags, export</source>
        <translation>Die aufbewahrten Fälle: Suche, Notizen, Schlagwörter, Export</translation>
    </message>
    <message>
        <source>New reader study…</source>
        <translation>Neue Leserstudie…</translation>
    </message>
    <message>
        <source>Build a reader study from results</source>
        <translation>Eine Leserstudie aus Ergebnissen bauen</translation>
    </message>
    <message>
        <source>Open reader study…</source>
        <translation>Leserstudie öffnen…</translation>
    </message>
    <message>
        <source>Read a study, or see what it found</source>
        <translation>Eine Studie lesen oder sehen, was sie ergab</translation>
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
        <source>Searching the archive</source>
        <translation>Sucht im Archiv</translation>
    </message>
    <message>
        <source>Asking for the series</source>
        <translation>Fragt nach den Serien</translation>
    </message>
    <message>
        <source>Fetching a thumbnail</source>
        <translation>Holt ein Vorschaubild</translation>
    </message>
    <message>
        <source>Testing the connection</source>
        <translation>Prüft die Verbindung</translation>
    </message>
    <message>
        <source>Keeping the password</source>
        <translation>Behält das Passwort</translation>
    </message>
    <message>
        <source>Forgetting the password</source>
        <translation>Vergisst das Passwort</translation>
    </message>
    <message>
        <source>Fetching from the archive</source>
        <translation>Holt aus dem Archiv</translation>
    </message>
    <message>
        <source>Sending to the archive</source>
        <translation>Sendet an das Archiv</translation>
    </message>
    <message>
        <source>Putting the slices together</source>
        <translation>Die Schichten werden zusammengesetzt</translation>
    </message>
    <message>
        <source>Running the cohort</source>
        <translation>Kohorte läuft</translation>
    </message>
    <message>
        <source>Opening the cohort</source>
        <translation>Kohorte wird geöffnet</translation>
    </message>
    <message>
        <source>Preparing the report</source>
        <translation>Bericht wird vorbereitet</translation>
    </message>
    <message>
        <source>Writing the reports</source>
        <translation>Berichte werden geschrieben</translation>
    </message>
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
        <source>Removing results</source>
        <translation>Ergebnisse werden entfernt</translation>
    </message>
    <message>
        <source>Attacking the series</source>
        <translation>Die Serie wird angegriffen</translation>
    </message>
    <message>
        <source>Reading results</source>
        <translation>Ergebnisse werden gelesen</translation>
    </message>
    <message>
        <source>Reading the design</source>
        <translation>Entwurf wird gelesen</translation>
    </message>
    <message>
        <source>Writing the design</source>
        <translation>Entwurf wird geschrieben</translation>
    </message>
    <message>
        <source>Looking into a pilot study</source>
        <translation>Vorstudie wird angesehen</translation>
    </message>
    <message>
        <source>Planning the study</source>
        <translation>Studie wird geplant</translation>
    </message>
    <message>
        <source>Building the study</source>
        <translation>Studie wird gebaut</translation>
    </message>
    <message>
        <source>Keeping the case</source>
        <translation>Fall wird aufbewahrt</translation>
    </message>
    <message>
        <source>Unpacking the study</source>
        <translation>Studie wird ausgepackt</translation>
    </message>
    <message>
        <source>Writing the study</source>
        <translation>Studie wird geschrieben</translation>
    </message>
    <message>
        <source>Writing the readings</source>
        <translation>Lesungen werden geschrieben</translation>
    </message>
    <message>
        <source>Merging readings</source>
        <translation>Lesungen werden zusammengeführt</translation>
    </message>
    <message>
        <source>Looking into the readings</source>
        <translation>Lesungen werden durchgesehen</translation>
    </message>
    <message>
        <source>Deleting a reader's data</source>
        <translation>Daten eines Lesers werden gelöscht</translation>
    </message>
    <message>
        <source>Getting ready for the results</source>
        <translation>Ergebnisse vorbereiten</translation>
    </message>
    <message>
        <source>Working out the results</source>
        <translation>Ergebnisse berechnen</translation>
    </message>
    <message>
        <source>Writing the report</source>
        <translation>Bericht schreiben</translation>
    </message>
    <message>
        <source>Listing the cases</source>
        <translation>Fälle werden aufgelistet</translation>
    </message>
    <message>
        <source>Saving notes and tags</source>
        <translation>Notizen und Schlagwörter werden gespeichert</translation>
    </message>
    <message>
        <source>Keeping cases</source>
        <translation>Fälle werden aufgenommen</translation>
    </message>
    <message>
        <source>Taking in cases</source>
        <translation>Fälle werden eingelesen</translation>
    </message>
    <message>
        <source>Writing cases</source>
        <translation>Fälle werden geschrieben</translation>
    </message>
    <message>
        <source>Deleting cases</source>
        <translation>Fälle werden gelöscht</translation>
    </message>
    <message>
        <source>Checking the cases' files</source>
        <translation>Dateien der Fälle werden geprüft</translation>
    </message>
    <message>
        <source>Drawing a case</source>
        <translation>Fall wird gezeichnet</translation>
    </message>
    <message>
        <source>Reading the next case</source>
        <translation>Den nächsten Fall lesen</translation>
    </message>
    <message>
        <source>Saving the screenshot</source>
        <translation>Bildschirmfoto wird gespeichert</translation>
    </message>
    <message>
        <source>Reading the attributes</source>
        <translation>Die Attribute werden gelesen</translation>
    </message>
</context>
<context>
    <name>keys</name>
    <message>
        <source>Keys and mouse</source>
        <translation>Tasten und Maus</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Taste</translation>
    </message>
    <message>
        <source>Does</source>
        <translation>Wirkung</translation>
    </message>
    <message>
        <source>Left drag</source>
        <translation>Links ziehen</translation>
    </message>
    <message>
        <source>The chosen tool</source>
        <translation>Das gewählte Werkzeug</translation>
    </message>
    <message>
        <source>Window at first: right is wider, down is darker</source>
        <translation>Am Anfang Fenster: rechts ist breiter, unten ist dunkler</translation>
    </message>
    <message>
        <source>Middle drag</source>
        <translation>Mitte ziehen</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Right drag, Ctrl+wheel</source>
        <translation>Rechts ziehen, Strg+Rad</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Rad</translation>
    </message>
    <message>
        <source>Slices</source>
        <translation>Schichten</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>One pane alone, and back</source>
        <translation>Ein Bild allein, und zurück</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick</translation>
    </message>
    <message>
        <source>Select a measurement</source>
        <translation>Eine Messung wählen</translation>
    </message>
    <message>
        <source>In the orthogonal views: move the cursor</source>
        <translation>In den orthogonalen Ansichten: das Fadenkreuz bewegen</translation>
    </message>
    <message>
        <source>Ctrl+left drag</source>
        <translation>Strg+links ziehen</translation>
    </message>
    <message>
        <source>Take away from the region</source>
        <translation>Vom Bereich wegnehmen</translation>
    </message>
    <message>
        <source>With the region tool</source>
        <translation>Mit dem Bereichswerkzeug</translation>
    </message>
</context>
<context>
    <name>messages</name>
    <message>
        <source>axial</source>
        <translation>axial</translation>
    </message>
    <message>
        <source>coronal</source>
        <translation>koronal</translation>
    </message>
    <message>
        <source>sagittal</source>
        <translation>sagittal</translation>
    </message>
    <message>
        <source>oblique</source>
        <translation>schräg</translation>
    </message>
    <message>
        <source>pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>decoding</source>
        <translation>das Dekodieren</translation>
    </message>
    <message>
        <source>there</source>
        <translation>dort</translation>
    </message>
    <message>
        <source>connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>classification</source>
        <translation>Klassifikation</translation>
    </message>
    <message>
        <source>multilabel</source>
        <translation>Multi-Label</translation>
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
        <source>classification and multilabel and segmentation and detection</source>
        <translation>Klassifikation, Multi-Label, Segmentierung und Detektion</translation>
    </message>
    <message>
        <source>classification and segmentation</source>
        <translation>Klassifikation und Segmentierung</translation>
    </message>
    <message>
        <source>segmentation and detection</source>
        <translation>Segmentierung und Detektion</translation>
    </message>
    <message>
        <source>Lungs on chest CT</source>
        <translation>Lungen im Thorax-CT</translation>
    </message>
    <message>
        <source>demonstration only: shows how adversarial perturbations change a medical image model's answer. Not a medical device; not for diagnosis, screening or any decision about a patient</source>
        <translation>nur zur Demonstration: zeigt, wie adversariale Perturbationen die Antwort eines Modells für medizinische Bilder ändern. Kein Medizinprodukt; nicht für Diagnose, Screening oder irgendeine Entscheidung über einen Patienten</translation>
    </message>
    <message>
        <source>Any clinical use; measuring volumes; children; CT other than axial chest slices, supine, the patient's left on the picture's right. Four training patients; opacities simulated only</source>
        <translation>Jeder klinische Einsatz; Volumenmessung; Kinder; anderes CT als axiale Thoraxschichten in Rückenlage, links des Patienten rechts im Bild. Vier Trainingspatienten; Verschattungen nur simuliert</translation>
    </message>
    <message>
        <source>Dice, lung</source>
        <translation>Dice, Lunge</translation>
    </message>
    <message>
        <source>Lungs on chest CT, adversarially trained</source>
        <translation>Lungen im Thorax-CT, adversarial trainiert</translation>
    </message>
    <message>
        <source>Artefacts in endoscopy</source>
        <translation>Artefakte in der Endoskopie</translation>
    </message>
    <message>
        <source>Any clinical use; any claim of accuracy: it has learned artefacts drawn by a program, and real ones look otherwise. Looked at: on the three labelled sample pictures of EAD it boxes one to three highlights each and none of their 21 labelled boxes (bubbles, blur and others) at IoU 0.5</source>
        <translation>Jeder klinische Einsatz; jeder Anspruch auf Genauigkeit: Es hat Artefakte gelernt, die ein Programm gezeichnet hat, und echte sehen anders aus. Angesehen: Auf den drei gelabelten Beispielbildern von EAD rahmt es je ein bis drei Glanzlichter ein und keine ihrer 21 gelabelten Boxen (Blasen, Unschärfe und andere) bei IoU 0.5</translation>
    </message>
    <message>
        <source>specularity, AP50</source>
        <translation>Glanzlicht, AP50</translation>
    </message>
    <message>
        <source>Polyps in endoscopy</source>
        <translation>Polypen in der Endoskopie</translation>
    </message>
    <message>
        <source>Any clinical use; video; pictures other than white-light colonoscopy. Every training picture holds a polyp, so false alarms on clean mucosa are unmeasured</source>
        <translation>Jeder klinische Einsatz; Video; andere Bilder als Weißlicht-Koloskopie. Jedes Trainingsbild enthält einen Polypen; falscher Alarm auf reiner Schleimhaut ist darum nicht gemessen</translation>
    </message>
    <message>
        <source>AP50</source>
        <translation>AP50</translation>
    </message>
    <message>
        <source>Polyps in endoscopy, adversarially trained</source>
        <translation>Polypen in der Endoskopie, adversarial trainiert</translation>
    </message>
    <message>
        <source>Diabetic retinopathy grade</source>
        <translation>Diabetische Retinopathie</translation>
    </message>
    <message>
        <source>Any clinical use; screening; other cameras, fields or populations than one Indian clinic's; grade 1, of which there were 20 training pictures, is hardly ever right</source>
        <translation>Jeder klinische Einsatz; Screening; andere Kameras, Bildfelder oder Populationen als die einer indischen Klinik; Grad 1, mit 20 Trainingsbildern, stimmt kaum je</translation>
    </message>
    <message>
        <source>DR AUC</source>
        <translation>DR AUC</translation>
    </message>
    <message>
        <source>Diabetic retinopathy grade, adversarially trained</source>
        <translation>Diabetische Retinopathie, adversarial trainiert</translation>
    </message>
    <message>
        <source>{0}: exists already and is not replaced</source>
        <translation>{0}: ist schon da und wird nicht ersetzt</translation>
    </message>
    <message>
        <source>{0}: cannot be written ({1})</source>
        <translation>{0}: kann nicht geschrieben werden ({1})</translation>
    </message>
    <message>
        <source>{0}: is not a JSON object</source>
        <translation>{0}: ist kein JSON-Objekt</translation>
    </message>
    <message>
        <source>{0}: {1} is no setting of this version</source>
        <translation>{0}: {1} ist keine Einstellung dieser Version</translation>
    </message>
    <message>
        <source>{0}: on this machine results are written into {1} alone</source>
        <translation>{0}: auf diesem Rechner werden Ergebnisse nur in {1} geschrieben</translation>
    </message>
    <message>
        <source>{0}: cannot be read ({1})</source>
        <translation>{0}: kann nicht gelesen werden ({1})</translation>
    </message>
    <message>
        <source>{0}: {1} must be a whole number from 1 to {2}</source>
        <translation>{0}: {1} muss eine ganze Zahl von 1 bis {2} sein</translation>
    </message>
    <message>
        <source>{0}: {1} must be true or false</source>
        <translation>{0}: {1} muss true oder false sein</translation>
    </message>
    <message>
        <source>{0}: the audit log cannot be written ({1})</source>
        <translation>{0}: das Protokoll kann nicht geschrieben werden ({1})</translation>
    </message>
    <message>
        <source>{0}: {1} must be a path from the root</source>
        <translation>{0}: {1} muss ein Pfad von der Wurzel an sein</translation>
    </message>
    <message>
        <source>{0}: {1} must be a list of {2}</source>
        <translation>{0}: {1} muss eine Liste sein: {2}</translation>
    </message>
    <message>
        <source>{0}: storage_folder has a {1} that is not this user's folder</source>
        <translation>{0}: storage_folder hat einen Eintrag {1}, der nicht der Ordner dieses Benutzers ist</translation>
    </message>
    <message>
        <source>{0}: storage_folder cannot be used ({1})</source>
        <translation>{0}: storage_folder lässt sich nicht benutzen ({1})</translation>
    </message>
    <message>
        <source>stated by the bundled card</source>
        <translation>von der mitgelieferten Karte angegeben</translation>
    </message>
    <message>
        <source>assumed by user</source>
        <translation>vom Nutzer angenommen</translation>
    </message>
    <message>
        <source>test vector passes</source>
        <translation>Testvektor besteht</translation>
    </message>
    <message>
        <source>a field is not what a result holds ({0})</source>
        <translation>ein Feld ist nicht, was ein Ergebnis enthält ({0})</translation>
    </message>
    <message>
        <source>the field {0} is missing</source>
        <translation>das Feld {0} fehlt</translation>
    </message>
    <message>
        <source>a file</source>
        <translation>eine Datei</translation>
    </message>
    <message>
        <source>{0}: {1} is missing; not the folder of an attack</source>
        <translation>{0}: {1} fehlt; kein Ordner eines Angriffs</translation>
    </message>
    <message>
        <source>{0}: the result cannot be read ({1})</source>
        <translation>{0}: das Ergebnis kann nicht gelesen werden ({1})</translation>
    </message>
    <message>
        <source>{0}/result.json: schema_version {1} is not {2}</source>
        <translation>{0}/result.json: schema_version {1} ist nicht {2}</translation>
    </message>
    <message>
        <source>{0}: case.npz does not match the SHA-256 in result.json</source>
        <translation>{0}: case.npz passt nicht zum SHA-256 in result.json</translation>
    </message>
    <message>
        <source>stored values are shown</source>
        <translation>gezeigt werden gespeicherte Werte</translation>
    </message>
    <message>
        <source>pixel type</source>
        <translation>Pixeltyp</translation>
    </message>
    <message>
        <source>valid range</source>
        <translation>gültigen Bereich</translation>
    </message>
    <message>
        <source>padding value</source>
        <translation>Füllwert</translation>
    </message>
    <message>
        <source>no label</source>
        <translation>kein Label</translation>
    </message>
    <message>
        <source>shape {0} is not the image's {1}</source>
        <translation>Form {0} ist nicht die des Bildes, {1}</translation>
    </message>
    <message>
        <source>{0}: a volume is made of grey slices; this one has colour</source>
        <translation>{0}: ein Volumen besteht aus grauen Schichten; diese hat Farbe</translation>
    </message>
    <message>
        <source>{0}: has another {1} than {2}; they make no volume</source>
        <translation>{0}: hat anderen {1} als {2}; sie ergeben kein Volumen</translation>
    </message>
    <message>
        <source>{0}: it lists only {1} of the study's series</source>
        <translation>{0}: es nennt nur {1} der Serien der Untersuchung</translation>
    </message>
    <message>
        <source>{0}: it lists only {1} of the series' images</source>
        <translation>{0}: es nennt nur {1} der Bilder der Serie</translation>
    </message>
    <message>
        <source>it closes the connection before it has answered; it may be no DICOM service, or allow others alone</source>
        <translation>es schließt die Verbindung, bevor es geantwortet hat; vielleicht ist es kein DICOM-Dienst, oder es lässt nur andere zu</translation>
    </message>
    <message>
        <source>it did not answer in time</source>
        <translation>es hat nicht rechtzeitig geantwortet</translation>
    </message>
    <message>
        <source>there is no connection; test it under Connections</source>
        <translation>es gibt keine Verbindung; prüfen Sie sie unter Verbindungen</translation>
    </message>
    <message>
        <source>it refuses: {0}</source>
        <translation>es lehnt ab: {0}</translation>
    </message>
    <message>
        <source>it broke off in the middle</source>
        <translation>es brach mittendrin ab</translation>
    </message>
    <message>
        <source>it announces a message larger than any it may send</source>
        <translation>es kündigt eine Nachricht an, die größer ist, als sie sein darf</translation>
    </message>
    <message>
        <source>it sends more than was asked for</source>
        <translation>es sendet mehr, als verlangt war</translation>
    </message>
    <message>
        <source>it answers too slowly</source>
        <translation>es antwortet zu langsam</translation>
    </message>
    <message>
        <source>it stopped in the middle of an answer</source>
        <translation>es hörte mitten in einer Antwort auf</translation>
    </message>
    <message>
        <source>a name of up to 64 characters</source>
        <translation>ein Name von bis zu 64 Zeichen</translation>
    </message>
    <message>
        <source>there is no such file</source>
        <translation>es gibt keine solche Datei</translation>
    </message>
    <message>
        <source>a host's name or IP address</source>
        <translation>der Name oder die IP-Adresse eines Rechners</translation>
    </message>
    <message>
        <source>a number from 1 to 65535</source>
        <translation>eine Zahl von 1 bis 65535</translation>
    </message>
    <message>
        <source>auto, get or move</source>
        <translation>auto, get oder move</translation>
    </message>
    <message>
        <source>one IP address of this machine</source>
        <translation>eine IP-Adresse dieses Rechners</translation>
    </message>
    <message>
        <source>a number from 0 to 65535</source>
        <translation>eine Zahl von 0 bis 65535</translation>
    </message>
    <message>
        <source>dimse or dicomweb</source>
        <translation>dimse oder dicomweb</translation>
    </message>
    <message>
        <source>no user or password in the address: these have fields of their own</source>
        <translation>kein Benutzer und kein Passwort in der Adresse: Die haben eigene Felder</translation>
    </message>
    <message>
        <source>an address without ? and #</source>
        <translation>eine Adresse ohne ? und #</translation>
    </message>
    <message>
        <source>an address that begins with https:// or http://</source>
        <translation>eine Adresse, die mit https:// oder http:// beginnt</translation>
    </message>
    <message>
        <source>{0}: holds an archive with other fields than this version knows</source>
        <translation>{0}: enthält ein Archiv mit anderen Feldern, als diese Version kennt</translation>
    </message>
    <message>
        <source>{0}: {1} of an archive must be {2}</source>
        <translation>{0}: {1} eines Archivs muss so sein: {2}</translation>
    </message>
    <message>
        <source>the archives of this machine are fixed by its administrator</source>
        <translation>die Archive dieses Rechners legt sein Administrator fest</translation>
    </message>
    <message>
        <source>{0}: its password is not in the key store</source>
        <translation>{0}: sein Passwort ist nicht im Schlüsselspeicher</translation>
    </message>
    <message>
        <source>1 to 16 letters, digits or signs</source>
        <translation>1 bis 16 Buchstaben, Ziffern oder Zeichen</translation>
    </message>
    <message>
        <source>{0}: is of another version of this program</source>
        <translation>{0}: gehört zu einer anderen Version dieses Programms</translation>
    </message>
    <message>
        <source>{0}: is no list of archives</source>
        <translation>{0}: ist keine Liste von Archiven</translation>
    </message>
    <message>
        <source>{0}: {1} of an archive is of the wrong kind</source>
        <translation>{0}: {1} eines Archivs ist von falscher Art</translation>
    </message>
    <message>
        <source>{0}: the system has no key store that answers; the password is asked for each time and written nowhere</source>
        <translation>{0}: das System hat keinen Schlüsselspeicher, der antwortet; das Passwort wird jedes Mal erfragt und nirgends aufgeschrieben</translation>
    </message>
    <message>
        <source>{0}: its answer is no list</source>
        <translation>{0}: seine Antwort ist keine Liste</translation>
    </message>
    <message>
        <source>{0}: it sends something else than images</source>
        <translation>{0}: es sendet etwas anderes als Bilder</translation>
    </message>
    <message>
        <source>{0}: it did not take the image</source>
        <translation>{0}: es hat das Bild nicht genommen</translation>
    </message>
    <message>
        <source>{0}: its answer cannot be read ({1})</source>
        <translation>{0}: seine Antwort ist nicht zu lesen ({1})</translation>
    </message>
    <message>
        <source>it accepts connections; the password can be read on its way, unencrypted</source>
        <translation>es nimmt Verbindungen an; das Passwort ist unterwegs lesbar, unverschlüsselt</translation>
    </message>
    <message>
        <source>it does not offer C-GET</source>
        <translation>es bietet C-GET nicht an</translation>
    </message>
    <message>
        <source>it does not offer C-MOVE</source>
        <translation>es bietet C-MOVE nicht an</translation>
    </message>
    <message>
        <source>{0}: it does not offer {1}</source>
        <translation>{0}: es bietet nicht an: {1}</translation>
    </message>
    <message>
        <source>no address to send to was entered; needed only where C-GET fails</source>
        <translation>keine Adresse zum Senden eingetragen; nur nötig, wo C-GET scheitert</translation>
    </message>
    <message>
        <source>to store images of this kind</source>
        <translation>Bilder dieser Art aufzunehmen</translation>
    </message>
    <message>
        <source>it may not know this program's AE title, which its administrator has to enter</source>
        <translation>es kennt vielleicht den AE-Titel dieses Programms nicht, den sein Administrator eintragen muss</translation>
    </message>
    <message>
        <source>{0}: it answers too slowly</source>
        <translation>{0}: es antwortet zu langsam</translation>
    </message>
    <message>
        <source>it knows this program and offers: {0}</source>
        <translation>es kennt dieses Programm und bietet an: {0}</translation>
    </message>
    <message>
        <source>it does not offer C-ECHO, which is odd but does no harm</source>
        <translation>es bietet kein C-ECHO an, was seltsam ist, aber nicht schadet</translation>
    </message>
    <message>
        <source>it answers</source>
        <translation>es antwortet</translation>
    </message>
    <message>
        <source>it was stopped</source>
        <translation>es wurde angehalten</translation>
    </message>
    <message>
        <source>C-MOVE is not used with TLS: the images would come unencrypted</source>
        <translation>C-MOVE wird mit TLS nicht benutzt: die Bilder kämen unverschlüsselt</translation>
    </message>
    <message>
        <source>{0}: C-MOVE needs an address of this machine to send to</source>
        <translation>{0}: C-MOVE braucht eine Adresse dieses Rechners, an die gesendet wird</translation>
    </message>
    <message>
        <source>{0}: cannot listen at {1}, port {2} ({3})</source>
        <translation>{0}: kann an {1}, Port {2}, nicht horchen ({3})</translation>
    </message>
    <message>
        <source>it sends no multipart answer, though it says so</source>
        <translation>es sendet keine mehrteilige Antwort, obwohl es das sagt</translation>
    </message>
    <message>
        <source>the name stands for {0}</source>
        <translation>der Name steht für {0}</translation>
    </message>
    <message>
        <source>an IP address</source>
        <translation>eine IP-Adresse</translation>
    </message>
    <message>
        <source>it accepts connections, encrypted with {0}</source>
        <translation>es nimmt Verbindungen an, verschlüsselt mit {0}</translation>
    </message>
    <message>
        <source>it accepts connections; they are not encrypted</source>
        <translation>es nimmt Verbindungen an; sie sind nicht verschlüsselt</translation>
    </message>
    <message>
        <source>{0}: holds no certificates</source>
        <translation>{0}: enthält keine Zertifikate</translation>
    </message>
    <message>
        <source>the first day lies after the last</source>
        <translation>der erste Tag liegt nach dem letzten</translation>
    </message>
    <message>
        <source>fill in at least one field: a whole archive is not listed</source>
        <translation>füllen Sie mindestens ein Feld aus: Ein ganzes Archiv wird nicht aufgezählt</translation>
    </message>
    <message>
        <source>a date is written as year, month and day</source>
        <translation>ein Datum besteht aus Jahr, Monat und Tag</translation>
    </message>
    <message>
        <source>a modality is a code such as CT</source>
        <translation>eine Modalität ist ein Kürzel wie CT</translation>
    </message>
    <message>
        <source>it sends something else than was asked for</source>
        <translation>es sendet etwas anderes, als verlangt war</translation>
    </message>
    <message>
        <source>it sends what is no DICOM</source>
        <translation>es sendet, was kein DICOM ist</translation>
    </message>
    <message>
        <source>an object that is another than the archive calls it</source>
        <translation>ein Objekt, das ein anderes ist, als das Archiv es nennt</translation>
    </message>
    <message>
        <source>{0}: not DICOM; nothing else is sent</source>
        <translation>{0}: kein DICOM; anderes wird nicht gesendet</translation>
    </message>
    <message>
        <source>{0}: does not bear the identity and the marks of a perturbed image; it stays here</source>
        <translation>{0}: trägt nicht Identität und Zeichen eines gestörten Bildes; es bleibt hier</translation>
    </message>
    <message>
        <source>{0}: holds identifiers of a patient; it stays here</source>
        <translation>{0}: enthält Kennzeichen eines Patienten; es bleibt hier</translation>
    </message>
    <message>
        <source>{0}: sending is off; an administrator may allow it for named archives</source>
        <translation>{0}: Senden ist ausgeschaltet; ein Administrator kann es für benannte Archive erlauben</translation>
    </message>
    <message>
        <source>{0}: not confirmed; its name has to be typed as it is written</source>
        <translation>{0}: nicht bestätigt; sein Name ist einzutippen, wie er geschrieben steht</translation>
    </message>
    <message>
        <source>not known whether it arrived</source>
        <translation>nicht bekannt, ob es angekommen ist</translation>
    </message>
    <message>
        <source>{0}; it is not known whether the image arrived</source>
        <translation>{0}; ob das Bild angekommen ist, ist nicht bekannt</translation>
    </message>
    <message>
        <source>{0}: the list of what was sent cannot be written ({1})</source>
        <translation>{0}: die Liste dessen, was gesendet wurde, lässt sich nicht schreiben ({1})</translation>
    </message>
    <message>
        <source>not sent</source>
        <translation>nicht gesendet</translation>
    </message>
    <message>
        <source>an object whose header does not tell which one it is</source>
        <translation>ein Objekt, dessen Kopf nicht sagt, welches es ist</translation>
    </message>
    <message>
        <source>an object of another series under the UID of this one</source>
        <translation>ein Objekt einer anderen Serie unter der UID von dieser</translation>
    </message>
    <message>
        <source>an object that had come before</source>
        <translation>ein Objekt, das schon gekommen war</translation>
    </message>
    <message>
        <source>{0}: not all could be deleted; the rest is out of sight, and deleted later</source>
        <translation>{0}: nicht alles ließ sich löschen; der Rest ist nicht mehr zu sehen und wird später gelöscht</translation>
    </message>
    <message>
        <source>the archive names no objects of this series; it may have been deleted there</source>
        <translation>das Archiv nennt keine Objekte dieser Serie; vielleicht wurde sie dort gelöscht</translation>
    </message>
    <message>
        <source>this series was fetched before; delete it to fetch it again</source>
        <translation>diese Serie wurde schon geholt; löschen Sie sie, um sie erneut zu holen</translation>
    </message>
    <message>
        <source>{0}: an object of more than {1} GiB is not taken</source>
        <translation>{0}: ein Objekt von mehr als {1} GiB wird nicht genommen</translation>
    </message>
    <message>
        <source>an object that the archive does not list</source>
        <translation>ein Objekt, das das Archiv nicht aufzählt</translation>
    </message>
    <message>
        <source>an object that was not asked for</source>
        <translation>ein Objekt, um das nicht gebeten wurde</translation>
    </message>
    <message>
        <source>incomplete: {0} of {1} images came</source>
        <translation>unvollständig: {0} von {1} Bildern kamen</translation>
    </message>
    <message>
        <source>incomplete: the archive says that there are {0} images and lists {1}</source>
        <translation>unvollständig: laut Archiv gibt es {0} Bilder, aufgezählt werden {1}</translation>
    </message>
    <message>
        <source>refused was {0}</source>
        <translation>abgelehnt wurde {0}</translation>
    </message>
    <message>
        <source>another window is fetching this series; stop that first</source>
        <translation>diese Serie wird gerade in einem anderen Fenster geholt; halten Sie das zuerst an</translation>
    </message>
    <message>
        <source>{0}: cannot be deleted ({1}); another program may have a file of it open</source>
        <translation>{0}: lässt sich nicht löschen ({1}); vielleicht hat ein anderes Programm eine Datei davon offen</translation>
    </message>
    <message>
        <source>{0}: the {1} GiB for fetched files or the disk are full; delete fetched series to make room</source>
        <translation>{0}: die {1} GiB für geholte Dateien oder der Datenträger sind voll; löschen Sie geholte Serien, um Platz zu schaffen</translation>
    </message>
    <message>
        <source>incomplete: the archive does not list all images of the series</source>
        <translation>unvollständig: das Archiv zählt nicht alle Bilder der Serie auf</translation>
    </message>
    <message>
        <source>what another window is fetching stays</source>
        <translation>was gerade in einem anderen Fenster geholt wird, bleibt</translation>
    </message>
    <message>
        <source>it finds studies</source>
        <translation>es findet Untersuchungen</translation>
    </message>
    <message>
        <source>it answers; it holds no study that could be fetched</source>
        <translation>es antwortet; es hat keine Untersuchung, die sich holen ließe</translation>
    </message>
    <message>
        <source>one image came</source>
        <translation>ein Bild kam</translation>
    </message>
    <message>
        <source>no image came</source>
        <translation>kein Bild kam</translation>
    </message>
    <message>
        <source>there is nothing to fetch</source>
        <translation>es gibt nichts zu holen</translation>
    </message>
    <message>
        <source>its certificate is not trusted, or it speaks no TLS at this port; test it under Connections</source>
        <translation>seinem Zertifikat wird nicht getraut, oder es spricht an diesem Port kein TLS; prüfen Sie es unter Verbindungen</translation>
    </message>
    <message>
        <source>{0}: the connection is closed</source>
        <translation>{0}: die Verbindung ist geschlossen</translation>
    </message>
    <message>
        <source>{0}: it announces an answer of {1} bytes, which is refused</source>
        <translation>{0}: es kündigt eine Antwort von {1} Bytes an; das wird abgelehnt</translation>
    </message>
    <message>
        <source>{0}: it packs its answer, though it was asked not to</source>
        <translation>{0}: es packt seine Antwort, obwohl darum gebeten war, es nicht zu tun</translation>
    </message>
    <message>
        <source>{0}: it sends more than was asked for</source>
        <translation>{0}: es sendet mehr, als verlangt war</translation>
    </message>
    <message>
        <source>it speaks another application context than DICOM's</source>
        <translation>es spricht einen anderen Anwendungskontext als den von DICOM</translation>
    </message>
    <message>
        <source>it does not know this program's AE title; its administrator has to enter it</source>
        <translation>es kennt den AE-Titel dieses Programms nicht; sein Administrator muss ihn eintragen</translation>
    </message>
    <message>
        <source>it has another AE title than the one entered for it</source>
        <translation>es hat einen anderen AE-Titel als den für es eingetragenen</translation>
    </message>
    <message>
        <source>it is busy; try again later</source>
        <translation>es ist beschäftigt; versuchen Sie es später</translation>
    </message>
    <message>
        <source>it has as many connections as it allows; try again later</source>
        <translation>es hat so viele Verbindungen, wie es erlaubt; versuchen Sie es später</translation>
    </message>
    <message>
        <source>it failed while working on the request</source>
        <translation>es scheiterte bei der Arbeit an der Anfrage</translation>
    </message>
    <message>
        <source>it does not offer this service</source>
        <translation>es bietet diesen Dienst nicht an</translation>
    </message>
    <message>
        <source>it does not allow this user or AE title to do that</source>
        <translation>es erlaubt das diesem Benutzer oder AE-Titel nicht</translation>
    </message>
    <message>
        <source>it is out of resources</source>
        <translation>ihm fehlen die Mittel</translation>
    </message>
    <message>
        <source>it cannot count what was asked for; it is out of resources</source>
        <translation>es kann nicht zählen, was verlangt war; ihm fehlen die Mittel</translation>
    </message>
    <message>
        <source>it cannot send what was asked for; it is out of resources, or does not allow it</source>
        <translation>es kann nicht senden, was verlangt war; ihm fehlen die Mittel, oder es erlaubt es nicht</translation>
    </message>
    <message>
        <source>it does not know this program's AE title as a destination; its administrator has to enter title, address and port</source>
        <translation>es kennt den AE-Titel dieses Programms nicht als Ziel; sein Administrator muss Titel, Adresse und Port eintragen</translation>
    </message>
    <message>
        <source>it finds that the request does not fit the service</source>
        <translation>es findet, dass die Anfrage nicht zum Dienst passt</translation>
    </message>
    <message>
        <source>it could not send some of the images</source>
        <translation>es konnte einige der Bilder nicht senden</translation>
    </message>
    <message>
        <source>it stopped before the end</source>
        <translation>es hörte vor dem Ende auf</translation>
    </message>
    <message>
        <source>the network says: {0}</source>
        <translation>das Netz sagt: {0}</translation>
    </message>
    <message>
        <source>it answers with HTTP {0}</source>
        <translation>es antwortet mit HTTP {0}</translation>
    </message>
    <message>
        <source>it gives no reason (source {0}, reason {1})</source>
        <translation>es nennt keinen Grund (Quelle {0}, Grund {1})</translation>
    </message>
    <message>
        <source>it answers with the status {0}</source>
        <translation>es antwortet mit dem Status {0}</translation>
    </message>
    <message>
        <source>its certificate is not trusted ({0}); name the file of its authority</source>
        <translation>seinem Zertifikat wird nicht getraut ({0}); nennen Sie die Datei der Stelle, die dafür bürgt</translation>
    </message>
    <message>
        <source>it does not speak TLS at this port, or none that this program accepts</source>
        <translation>es spricht an diesem Port kein TLS, oder keines, das dieses Programm annimmt</translation>
    </message>
    <message>
        <source>no computer of this name is known; look for a typing error, or ask for the IP address</source>
        <translation>kein Rechner dieses Namens ist bekannt; suchen Sie einen Tippfehler, oder fragen Sie nach der IP-Adresse</translation>
    </message>
    <message>
        <source>nothing listens at this port: the port is another, or the archive does not run</source>
        <translation>an diesem Port horcht nichts: Es ist ein anderer Port, oder das Archiv läuft nicht</translation>
    </message>
    <message>
        <source>no answer: the address is another, or a firewall lies in between</source>
        <translation>keine Antwort: Es ist eine andere Adresse, oder eine Firewall liegt dazwischen</translation>
    </message>
    <message>
        <source>it closes the connection at once; it may allow certain computers alone</source>
        <translation>es schließt die Verbindung sofort; vielleicht lässt es nur bestimmte Rechner zu</translation>
    </message>
    <message>
        <source>it wants a user and password, or those given are wrong</source>
        <translation>es will Benutzer und Passwort, oder die genannten sind falsch</translation>
    </message>
    <message>
        <source>it does not allow this user to do that</source>
        <translation>es erlaubt diesem Benutzer das nicht</translation>
    </message>
    <message>
        <source>there is no DICOMweb service at this address; the path may be another</source>
        <translation>an dieser Adresse gibt es keinen DICOMweb-Dienst; vielleicht ist der Pfad ein anderer</translation>
    </message>
    <message>
        <source>it does not understand the request (HTTP {0})</source>
        <translation>es versteht die Anfrage nicht (HTTP {0})</translation>
    </message>
    <message>
        <source>it is busy or refuses so much at once (HTTP {0})</source>
        <translation>es ist beschäftigt oder lehnt so viel auf einmal ab (HTTP {0})</translation>
    </message>
    <message>
        <source>it points to another address, which is not followed; enter that one</source>
        <translation>es verweist auf eine andere Adresse, der nicht gefolgt wird; tragen Sie diese ein</translation>
    </message>
    <message>
        <source>budget {0}: this image has no HU values</source>
        <translation>Budget {0}: dieses Bild hat keine HU-Werte</translation>
    </message>
    <message>
        <source>the budget is no number that an image could hold</source>
        <translation>das Budget ist keine Zahl, die ein Bild enthalten könnte</translation>
    </message>
    <message>
        <source>budget {0} is below one stored unit; the smallest that can be stored is {1}</source>
        <translation>Budget {0} liegt unter einer gespeicherten Einheit; das kleinste, das sich speichern lässt, ist {1}</translation>
    </message>
    <message>
        <source>budget {0}: write 4/255, 12HU or 3 (stored units)</source>
        <translation>Budget {0}: schreiben Sie 4/255, 12HU oder 3 (gespeicherte Einheiten)</translation>
    </message>
    <message>
        <source>budget {0}: a budget is above 0</source>
        <translation>Budget {0}: ein Budget ist größer als 0</translation>
    </message>
    <message>
        <source>no pixel is left that may change</source>
        <translation>es bleibt kein Pixel, der sich ändern darf</translation>
    </message>
    <message>
        <source>the region is {0}, the image {1} (rows, columns)</source>
        <translation>der Bereich ist {0}, das Bild {1} (Zeilen, Spalten)</translation>
    </message>
    <message>
        <source>norm {0} is not one of {1}</source>
        <translation>Norm {0} ist keine von {1}</translation>
    </message>
    <message>
        <source>the seed must be a whole number from 0 on</source>
        <translation>der Startwert muss eine ganze Zahl ab 0 sein</translation>
    </message>
    <message>
        <source>the smoothed pass is computed in {0}</source>
        <translation>der geglättete Durchgang wird in {0} gerechnet</translation>
    </message>
    <message>
        <source>the fall of Dice that counts must be above 0 and at most 1</source>
        <translation>der Fall des Dice, der zählt, muss über 0 und höchstens 1 sein</translation>
    </message>
    <message>
        <source>steps, restarts and samples must be at least 1</source>
        <translation>Schritte, Neustarts und Auswertungen müssen mindestens 1 sein</translation>
    </message>
    <message>
        <source>the step size must be above 0</source>
        <translation>die Schrittweite muss über 0 sein</translation>
    </message>
    <message>
        <source>target {0} is not one of: {1}</source>
        <translation>Ziel {0} ist keines von: {1}</translation>
    </message>
    <message>
        <source>invented boxes count for detection, not for {0}</source>
        <translation>erfundene Boxen zählen bei Detektion, nicht bei {0}</translation>
    </message>
    <message>
        <source>invented boxes count without a target alone</source>
        <translation>erfundene Boxen zählen nur ohne Ziel</translation>
    </message>
    <message>
        <source>{0} cannot begin at another run's image</source>
        <translation>{0} kann nicht beim Bild eines anderen Laufs beginnen</translation>
    </message>
    <message>
        <source>the image to begin at is not of this image's size and type</source>
        <translation>das Bild zum Beginnen hat nicht Größe und Typ dieses Bildes</translation>
    </message>
    <message>
        <source>the momentum must be at least 0</source>
        <translation>der Impuls muss mindestens 0 sein</translation>
    </message>
    <message>
        <source>the model answers {0} already; choose another target</source>
        <translation>das Modell antwortet schon {0}; wählen Sie ein anderes Ziel</translation>
    </message>
    <message>
        <source>the model is already wrong on the original; this case does not count as a success</source>
        <translation>das Modell irrt schon beim Original; dieser Fall zählt nicht als Erfolg</translation>
    </message>
    <message>
        <source>this L2 budget is {0} stored units a value: once rounded it is spent on the values that the attack moved most</source>
        <translation>dieses L2-Budget sind {0} gespeicherte Einheiten je Wert: gerundet wird es auf die Werte verwendet, die der Angriff am weitesten bewegt hat</translation>
    </message>
    <message>
        <source>1 evaluation</source>
        <translation>1 Auswertung</translation>
    </message>
    <message>
        <source>{0} evaluations</source>
        <translation>{0} Auswertungen</translation>
    </message>
    <message>
        <source>the model does not answer the same twice; each figure is an average over {0}</source>
        <translation>das Modell antwortet nicht zweimal dasselbe; jede Zahl ist ein Mittel über {0}</translation>
    </message>
    <message>
        <source>the file does not say its unit; its values are taken for HU, which the model needs</source>
        <translation>die Datei nennt ihre Einheit nicht; ihre Werte werden als HU genommen, die das Modell braucht</translation>
    </message>
    <message>
        <source>{0} of the network's input lies outside the range that its card expects</source>
        <translation>{0} der Netzeingabe liegen außerhalb des Bereichs, den seine Karte erwartet</translation>
    </message>
    <message>
        <source>stalls or turns round</source>
        <translation>stockt oder kehrt um</translation>
    </message>
    <message>
        <source>alpha must be at least 0</source>
        <translation>alpha muss mindestens 0 sein</translation>
    </message>
    <message>
        <source>the stabilization reference is hard or soft</source>
        <translation>die Referenz der Stabilisierung ist hard oder soft</translation>
    </message>
    <message>
        <source>sigma {0} is too wide for the network's input</source>
        <translation>sigma {0} ist zu breit für die Netzeingabe</translation>
    </message>
    <message>
        <source>there is no reference box, so nothing can vanish</source>
        <translation>es gibt keine Referenzbox, also kann nichts verschwinden</translation>
    </message>
    <message>
        <source>the reference holds no label but the background, so no Dice can fall</source>
        <translation>die Referenz enthält nur den Hintergrund, also kann kein Dice fallen</translation>
    </message>
    <message>
        <source>this grey picture is taken to be the model's input window in 0 to 255 already</source>
        <translation>dieses Graubild wird schon als Eingangsfenster des Modells in 0 bis 255 genommen</translation>
    </message>
    <message>
        <source>with alpha {0} and a {1} reference the climb {2} where the answer is stable: at the original, {3} of it</source>
        <translation>mit alpha {0} und der Referenz {1}: der Anstieg {2}, wo die Antwort stabil ist, am Original bei {3} davon</translation>
    </message>
    <message>
        <source>with two answers to choose from and alpha below 1 the stabilized step equals I-FGSM's</source>
        <translation>bei zwei Antworten zur Wahl und alpha unter 1 gleicht der stabilisierte Schritt dem von I-FGSM</translation>
    </message>
    <message>
        <source>a box can be invented</source>
        <translation>eine Box kann erfunden werden</translation>
    </message>
    <message>
        <source>the model no longer answers {0}</source>
        <translation>das Modell antwortet nicht mehr {0}</translation>
    </message>
    <message>
        <source>the model no longer finds exactly {0} present</source>
        <translation>das Modell findet nicht mehr genau {0} vorhanden</translation>
    </message>
    <message>
        <source>mean foreground Dice to the reference falls by at least {0}</source>
        <translation>der mittlere Dice des Vordergrunds zur Referenz fällt um mindestens {0}</translation>
    </message>
    <message>
        <source>the model answers {0} at {1} or more of the pixels that the reference gives another foreground label</source>
        <translation>das Modell antwortet {0} bei {1} oder mehr der Pixel, denen die Referenz ein anderes Label des Vordergrunds gibt</translation>
    </message>
    <message>
        <source>a reference box has no match at IoU {0} (vanished)</source>
        <translation>zu einer Referenzbox passt bei IoU {0} keine Box (verschwunden)</translation>
    </message>
    <message>
        <source>no reference box that the model found has a match at IoU {0} any more (all vanished)</source>
        <translation>zu keiner Referenzbox, die das Modell fand, passt bei IoU {0} noch eine Box (alle verschwunden)</translation>
    </message>
    <message>
        <source>the model answers {0}</source>
        <translation>das Modell antwortet {0}</translation>
    </message>
    <message>
        <source>the model finds {0} present</source>
        <translation>das Modell findet {0} vorhanden</translation>
    </message>
    <message>
        <source>the model finds a label present</source>
        <translation>das Modell findet ein Label vorhanden</translation>
    </message>
    <message>
        <source>{0}, or a box that matches none appears (invented)</source>
        <translation>{0}, oder eine Box taucht auf, die zu keiner passt (erfunden)</translation>
    </message>
    <message>
        <source>the target {0} changes nothing: there is no reference box</source>
        <translation>das Ziel {0} ändert nichts: es gibt keine Referenzbox</translation>
    </message>
    <message>
        <source>the target {0} changes no pixel: the reference holds no other foreground</source>
        <translation>das Ziel {0} ändert keinen Pixel: die Referenz enthält keinen anderen Vordergrund</translation>
    </message>
    <message>
        <source>{0}: the network's answer or gradient is not a finite number</source>
        <translation>{0}: die Antwort oder der Gradient des Netzes ist keine endliche Zahl</translation>
    </message>
    <message>
        <source>{0}: no gradient of the network's answer reaches the image; square needs none</source>
        <translation>{0}: kein Gradient der Antwort des Netzes erreicht das Bild; square braucht keinen</translation>
    </message>
    <message>
        <source>{0}: the network's answer to the smoothed image is not a finite number</source>
        <translation>{0}: die Antwort des Netzes auf das geglättete Bild ist keine endliche Zahl</translation>
    </message>
    <message>
        <source>{0}: holds a result already</source>
        <translation>{0}: enthält schon ein Ergebnis</translation>
    </message>
    <message>
        <source>smoothing changes the model's answer by less than {0} at every step: the stabilization term has next to nothing to hold</source>
        <translation>das Glätten ändert die Antwort des Modells in jedem Schritt um weniger als {0}: der Stabilisierungsterm hat so gut wie nichts zu halten</translation>
    </message>
    <message>
        <source>Grad-CAM needs a network whose convolutions can be looked into; this one's cannot</source>
        <translation>Grad-CAM braucht ein Netz, in dessen Faltungen man hineinsehen kann; in dieses nicht</translation>
    </message>
    <message>
        <source>Grad-CAM needs a network that sees the image in one piece; this one looks at parts</source>
        <translation>Grad-CAM braucht ein Netz, das das Bild in einem Stück sieht; dieses sieht Teile an</translation>
    </message>
    <message>
        <source>Grad-CAM finds no way from the last convolutional map to the answer</source>
        <translation>Grad-CAM findet keinen Weg von der letzten Faltungskarte zur Antwort</translation>
    </message>
    <message>
        <source>this view is for models of single images</source>
        <translation>diese Ansicht ist für Modelle einzelner Bilder</translation>
    </message>
    <message>
        <source>the smallest budget that works is found</source>
        <translation>das kleinste Budget, das genügt, ist gefunden</translation>
    </message>
    <message>
        <source>all slices done</source>
        <translation>alle Schichten fertig</translation>
    </message>
    <message>
        <source>a truth mask or boxes belong to one slice; attack the series against the model's answer</source>
        <translation>eine Wahrheitsmaske oder Boxen gehören zu einer Schicht; greifen Sie die Serie gegen die Antwort des Modells an</translation>
    </message>
    <message>
        <source>{0} is for {1}, not for {2}</source>
        <translation>{0} ist für {1} da, nicht für {2}</translation>
    </message>
    <message>
        <source>{0} knows the norm {1} alone</source>
        <translation>{0} kennt nur die Norm {1}</translation>
    </message>
    <message>
        <source>{0} needs {1} classes or more, {2} chooses from {3}</source>
        <translation>{0} braucht {1} Klassen oder mehr, {2} wählt aus {3}</translation>
    </message>
    <message>
        <source>{0} is for single images; {1} looks at whole series</source>
        <translation>{0} ist für einzelne Bilder; {1} sieht ganze Serien an</translation>
    </message>
    <message>
        <source>sigma must be between 0.1 and 50</source>
        <translation>sigma muss zwischen 0.1 und 50 liegen</translation>
    </message>
    <message>
        <source>the dilation must be at least 1</source>
        <translation>der Abstand muss mindestens 1 sein</translation>
    </message>
    <message>
        <source>the smoothing's kernel must be odd and below 1000</source>
        <translation>der Kern der Glättung muss ungerade und unter 1000 sein</translation>
    </message>
    <message>
        <source>{0}: the mask holds the values {1} to {2}; {3} knows labels 0 to {4}</source>
        <translation>{0}: die Maske enthält die Werte {1} bis {2}; {3} kennt die Labels 0 bis {4}</translation>
    </message>
    <message>
        <source>ground truth</source>
        <translation>Wahrheit</translation>
    </message>
    <message>
        <source>label {0} is not one of: {1}</source>
        <translation>Label {0} ist keines von: {1}</translation>
    </message>
    <message>
        <source>target {0}: a detector's only target is {1}, that it finds no box</source>
        <translation>Ziel {0}: das einzige Ziel eines Detektors ist {1}, dass er keine Box findet</translation>
    </message>
    <message>
        <source>{0}: there is no such truth file</source>
        <translation>{0}: eine solche Wahrheitsdatei gibt es nicht</translation>
    </message>
    <message>
        <source>{0}: the mask is {1}, the image {2} x {3} (rows x columns)</source>
        <translation>{0}: die Maske ist {1}, das Bild {2} x {3} (Zeilen x Spalten)</translation>
    </message>
    <message>
        <source>a box of the truth has no area in the image</source>
        <translation>eine Box der Wahrheit hat im Bild keine Fläche</translation>
    </message>
    <message>
        <source>a box of the truth reaches beyond the image of {0} x {1} pixels</source>
        <translation>eine Box der Wahrheit reicht über das Bild von {0} x {1} Pixeln hinaus</translation>
    </message>
    <message>
        <source>{0} needs a truth of one kind: {1}</source>
        <translation>{0} braucht eine Wahrheit einer Art: {1}</translation>
    </message>
    <message>
        <source>{0}: the mask does not lie where the image lies, by their files' own words</source>
        <translation>{0}: die Maske liegt nicht dort, wo das Bild liegt, wie die Dateien selbst sagen</translation>
    </message>
    <message>
        <source>{0}: the mask holds fractions; its values are to be whole numbers</source>
        <translation>{0}: die Maske enthält Bruchteile; ihre Werte müssen ganze Zahlen sein</translation>
    </message>
    <message>
        <source>a corner is not a finite number</source>
        <translation>eine Ecke ist keine endliche Zahl</translation>
    </message>
    <message>
        <source>{0}: not a list of boxes ({1}: {2})</source>
        <translation>{0}: keine Liste von Boxen ({1}: {2})</translation>
    </message>
    <message>
        <source>the truth mask is {0}, the image {1}</source>
        <translation>die Wahrheitsmaske ist {0}, das Bild {1}</translation>
    </message>
    <message>
        <source>{0}: no longer answers the original as the result says</source>
        <translation>{0}: antwortet auf das Original nicht mehr so, wie das Ergebnis sagt</translation>
    </message>
    <message>
        <source>{0}: is not the version that was attacked ({1})</source>
        <translation>{0}: ist nicht die angegriffene Version ({1})</translation>
    </message>
    <message>
        <source>one slice of an attack on the whole series: budget and losses are the series's, whose outcome series.json tells</source>
        <translation>eine Schicht eines Angriffs auf die ganze Serie: Budget und Verluste sind die der Serie, deren Ausgang series.json nennt</translation>
    </message>
    <message>
        <source>in memory</source>
        <translation>im Speicher</translation>
    </message>
    <message>
        <source>encrypted in the archive</source>
        <translation>im Archiv verschlüsselt</translation>
    </message>
    <message>
        <source>an archive of {0} files; this program opens up to {1}</source>
        <translation>ein Archiv mit {0} Dateien; dieses Programm öffnet bis zu {1}</translation>
    </message>
    <message>
        <source>an archive that inflates to {0} GiB, which this program refuses</source>
        <translation>ein Archiv, das sich auf {0} GiB entpackt, was dieses Programm ablehnt</translation>
    </message>
    <message>
        <source>an archive within an archive is not opened</source>
        <translation>ein Archiv in einem Archiv wird nicht geöffnet</translation>
    </message>
    <message>
        <source>cannot be read ({0})</source>
        <translation>kann nicht gelesen werden ({0})</translation>
    </message>
    <message>
        <source>damaged archive ({0})</source>
        <translation>beschädigtes Archiv ({0})</translation>
    </message>
    <message>
        <source>inflates to more than {0} MiB</source>
        <translation>entpackt sich auf mehr als {0} MiB</translation>
    </message>
    <message>
        <source>private attribute</source>
        <translation>privates Attribut</translation>
    </message>
    <message>
        <source>{0}: the decoder's answer makes no list of attributes</source>
        <translation>{0}: die Antwort des Decoders ergibt keine Liste von Attributen</translation>
    </message>
    <message>
        <source>{0}: damaged DICOM file</source>
        <translation>{0}: beschädigte DICOM-Datei</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>{0}: nesting too deep</source>
        <translation>{0}: zu tief verschachtelt</translation>
    </message>
    <message>
        <source>{0}: needs more memory than there is</source>
        <translation>{0}: braucht mehr Speicher, als da ist</translation>
    </message>
    <message>
        <source>{0}: damaged file ({1})</source>
        <translation>{0}: beschädigte Datei ({1})</translation>
    </message>
    <message>
        <source>{0}: GIF pictures are not opened; save it as PNG</source>
        <translation>{0}: GIF-Bilder werden nicht geöffnet; speichern Sie es als PNG</translation>
    </message>
    <message>
        <source>{0}: damaged DICOM header ({1})</source>
        <translation>{0}: beschädigter DICOM-Header ({1})</translation>
    </message>
    <message>
        <source>names {0}, which leads outside its folder and is refused</source>
        <translation>nennt {0}, was aus seinem Ordner hinausführt und abgelehnt wird</translation>
    </message>
    <message>
        <source>a link that leads outside the DICOMDIR's folder, which is refused</source>
        <translation>ein Link, der aus dem Ordner des DICOMDIR hinausführt, was abgelehnt wird</translation>
    </message>
    <message>
        <source>names {0}, which is missing</source>
        <translation>nennt {0}, was fehlt</translation>
    </message>
    <message>
        <source>{0} and {1} more</source>
        <translation>{0} und {1} weitere</translation>
    </message>
    <message>
        <source>{0} gaps: after slices {1}</source>
        <translation>{0} Lücken: nach den Schichten {1}</translation>
    </message>
    <message>
        <source>1 gap: after slice {0}</source>
        <translation>1 Lücke: nach Schicht {0}</translation>
    </message>
    <message>
        <source>{0} (usual spacing {1} mm)</source>
        <translation>{0} (üblicher Abstand {1} mm)</translation>
    </message>
    <message>
        <source>uneven spacing: {0} to {1} mm</source>
        <translation>ungleicher Abstand: {0} bis {1} mm</translation>
    </message>
    <message>
        <source>slices overlap: {0} mm thick, one every {1} mm</source>
        <translation>Schichten überlappen sich: {0} mm dick, eine alle {1} mm</translation>
    </message>
    <message>
        <source>gantry tilt {0}°: the slices do not lie straight above one another</source>
        <translation>Gantry um {0}° geneigt: die Schichten liegen nicht gerade übereinander</translation>
    </message>
    <message>
        <source>the positions do not show it</source>
        <translation>die Positionen zeigen es nicht</translation>
    </message>
    <message>
        <source>gantry tilt {0}° by the header{1}</source>
        <translation>Gantry laut Header um {0}° geneigt{1}</translation>
    </message>
    <message>
        <source>double float</source>
        <translation>Double Float</translation>
    </message>
    <message>
        <source>the file's preamble is that of a program; it is not copied into what is written</source>
        <translation>die Präambel der Datei ist die eines Programms; sie wird nicht in Geschriebenes übernommen</translation>
    </message>
    <message>
        <source>the transfer syntax is missing; it is guessed from the first attribute</source>
        <translation>die Transfersyntax fehlt; sie ist aus dem ersten Attribut geraten</translation>
    </message>
    <message>
        <source>{0}: inflates to more than {1} MiB</source>
        <translation>{0}: entpackt sich auf mehr als {1} MiB</translation>
    </message>
    <message>
        <source>{0}: the deflated data set is cut</source>
        <translation>{0}: der komprimierte Datensatz ist abgeschnitten</translation>
    </message>
    <message>
        <source>{0}: not a DICOM or image file</source>
        <translation>{0}: keine DICOM- oder Bilddatei</translation>
    </message>
    <message>
        <source>{0}: damaged DICOM file ({1})</source>
        <translation>{0}: beschädigte DICOM-Datei ({1})</translation>
    </message>
    <message>
        <source>{0}: the transfer syntax of compressed pixels is missing</source>
        <translation>{0}: die Transfersyntax komprimierter Pixel fehlt</translation>
    </message>
    <message>
        <source>{0}: the deflated data set is damaged</source>
        <translation>{0}: der komprimierte Datensatz ist beschädigt</translation>
    </message>
    <message>
        <source>not a DICOM or image file</source>
        <translation>keine DICOM- oder Bilddatei</translation>
    </message>
    <message>
        <source>{0}: nothing readable {1} ({2} skipped; {3})</source>
        <translation>{0}: nichts Lesbares {1} ({2} übergangen; {3})</translation>
    </message>
    <message>
        <source>{0} files and folders</source>
        <translation>{0} Dateien und Ordner</translation>
    </message>
    <message>
        <source>in this folder</source>
        <translation>in diesem Ordner</translation>
    </message>
    <message>
        <source>{0}: nothing readable {1}</source>
        <translation>{0}: nichts Lesbares {1}</translation>
    </message>
    <message>
        <source>patient {0}</source>
        <translation>Patient {0}</translation>
    </message>
    <message>
        <source>study {0}</source>
        <translation>Studie {0}</translation>
    </message>
    <message>
        <source>folder {0}</source>
        <translation>Ordner {0}</translation>
    </message>
    <message>
        <source>the same image as</source>
        <translation>dasselbe Bild wie</translation>
    </message>
    <message>
        <source>not compared with another of its SOPInstanceUID:</source>
        <translation>nicht verglichen mit einer anderen seiner SOPInstanceUID:</translation>
    </message>
    <message>
        <source>{0}: reading was cancelled</source>
        <translation>{0}: das Lesen wurde abgebrochen</translation>
    </message>
    <message>
        <source>{0}: the decoder's answer is no answer</source>
        <translation>{0}: die Antwort des Decoders ist keine</translation>
    </message>
    <message>
        <source>a DICOMDIR: the files of its folder are found without it</source>
        <translation>ein DICOMDIR: die Dateien seines Ordners werden auch ohne es gefunden</translation>
    </message>
    <message>
        <source>the header makes no image</source>
        <translation>der Header ergibt kein Bild</translation>
    </message>
    <message>
        <source>its {0} values are read in steps of 2^{1} ({2})</source>
        <translation>seine {0}-Werte werden in Schritten von 2^{1} gelesen ({2})</translation>
    </message>
    <message>
        <source>{0}, rounded by up to {1}</source>
        <translation>{0}, gerundet um bis zu {1}</translation>
    </message>
    <message>
        <source>{0}: holds values that are no numbers (NaN or infinity)</source>
        <translation>{0}: enthält Werte, die keine Zahlen sind (NaN oder unendlich)</translation>
    </message>
    <message>
        <source>{0}: holds values beyond {1}, which are none that a network can look at</source>
        <translation>{0}: enthält Werte jenseits von {1}, die kein Netz ansehen kann</translation>
    </message>
    <message>
        <source>synthetic, drawn by medadv_gui</source>
        <translation>synthetisch, von medadv_gui gezeichnet</translation>
    </message>
    <message>
        <source>ADVERSARIAL image, research use only, not for diagnosis</source>
        <translation>ADVERSARIALES Bild, nur für die Forschung, nicht zur Diagnose</translation>
    </message>
    <message>
        <source>this image is ADVERSARIAL already, not the patient's own: it was changed to deceive a model</source>
        <translation>dieses Bild ist schon ADVERSARIAL, nicht das des Patienten: es wurde verändert, um ein Modell zu täuschen</translation>
    </message>
    <message>
        <source>label map</source>
        <translation>Labelkarte</translation>
    </message>
    <message>
        <source>only the first of several frames is read</source>
        <translation>nur der erste von mehreren Frames wird gelesen</translation>
    </message>
    <message>
        <source>the colour profile is not applied; pixel values are as stored</source>
        <translation>das Farbprofil wird nicht angewandt; Pixelwerte sind, wie sie gespeichert sind</translation>
    </message>
    <message>
        <source>the picture's EXIF rotation is applied</source>
        <translation>die EXIF-Drehung des Bildes wird angewandt</translation>
    </message>
    <message>
        <source>a picture of 1 bit is read as 0 and 255</source>
        <translation>ein Bild mit 1 Bit wird als 0 und 255 gelesen</translation>
    </message>
    <message>
        <source>a palette picture is read as RGB</source>
        <translation>ein Palettenbild wird als RGB gelesen</translation>
    </message>
    <message>
        <source>a CMYK picture is read as RGB</source>
        <translation>ein CMYK-Bild wird als RGB gelesen</translation>
    </message>
    <message>
        <source>{0} fully transparent pixels are shown</source>
        <translation>{0} ganz transparente Pixel werden gezeigt</translation>
    </message>
    <message>
        <source>transparency is dropped, not blended{0}</source>
        <translation>Transparenz fällt weg, ohne Überblenden{0}</translation>
    </message>
    <message>
        <source>{0}: {1} x {2} pixels are more than this program opens, or none</source>
        <translation>{0}: {1} x {2} Pixel sind mehr, als dieses Programm öffnet, oder keine</translation>
    </message>
    <message>
        <source>{0}: has no frame {1}; of a picture the first one is read</source>
        <translation>{0}: hat keinen Frame {1}; von einem Bild wird der erste gelesen</translation>
    </message>
    <message>
        <source>{0}: pictures of mode {1} are not supported</source>
        <translation>{0}: Bilder des Modus {1} werden nicht unterstützt</translation>
    </message>
    <message>
        <source>{0}: a label map, not a picture</source>
        <translation>{0}: eine Labelkarte, kein Bild</translation>
    </message>
    <message>
        <source>{0}: the picture is damaged or incomplete ({1})</source>
        <translation>{0}: das Bild ist beschädigt oder unvollständig ({1})</translation>
    </message>
    <message>
        <source>{0}: the picture is damaged, or of a kind that is not supported</source>
        <translation>{0}: das Bild ist beschädigt oder von einer Art, die nicht unterstützt wird</translation>
    </message>
    <message>
        <source>bits above BitsStored masked</source>
        <translation>Bits über BitsStored ausgeblendet</translation>
    </message>
    <message>
        <source>{0}: Rows x Columns is {1} x {2}, which this program refuses</source>
        <translation>{0}: Rows x Columns ist {1} x {2}, was dieses Programm ablehnt</translation>
    </message>
    <message>
        <source>{0}: BitsAllocated is {1}, which this program refuses</source>
        <translation>{0}: BitsAllocated ist {1}, was dieses Programm ablehnt</translation>
    </message>
    <message>
        <source>{0}: BitsStored {1} of BitsAllocated {2} is not readable</source>
        <translation>{0}: BitsStored {1} von BitsAllocated {2} ist nicht lesbar</translation>
    </message>
    <message>
        <source>{0}: HighBit is {1} where BitsStored {2} asks for {3}</source>
        <translation>{0}: HighBit ist {1}, wo BitsStored {2} nach {3} verlangt</translation>
    </message>
    <message>
        <source>{0}: PhotometricInterpretation {1} of {2}s is not read here</source>
        <translation>{0}: PhotometricInterpretation {1} von {2} wird hier nicht gelesen</translation>
    </message>
    <message>
        <source>{0}: not an image here (video, {1})</source>
        <translation>{0}: hier kein Bild (Video, {1})</translation>
    </message>
    <message>
        <source>{0}: its pixel data lies on a server ({1})</source>
        <translation>{0}: seine Pixeldaten liegen auf einem Server ({1})</translation>
    </message>
    <message>
        <source>{0}: not an image here ({1})</source>
        <translation>{0}: hier kein Bild ({1})</translation>
    </message>
    <message>
        <source>{0}: PhotometricInterpretation {1} is not read here</source>
        <translation>{0}: PhotometricInterpretation {1} wird hier nicht gelesen</translation>
    </message>
    <message>
        <source>{0}: SamplesPerPixel is {1} where {2} has {3}</source>
        <translation>{0}: SamplesPerPixel ist {1}, wo {2} {3} hat</translation>
    </message>
    <message>
        <source>{0}: BitsAllocated is 1 in a {1} image, which this program refuses</source>
        <translation>{0}: BitsAllocated ist 1 in einem {1}-Bild, was dieses Programm ablehnt</translation>
    </message>
    <message>
        <source>{0}: BitsAllocated is {1} in a {2} image; only 8 is read here</source>
        <translation>{0}: BitsAllocated ist {1} in einem {2}-Bild; nur 8 wird hier gelesen</translation>
    </message>
    <message>
        <source>NumberOfFrames is 0; one frame is read</source>
        <translation>NumberOfFrames ist 0; ein Frame wird gelesen</translation>
    </message>
    <message>
        <source>{0}: NumberOfFrames is {1}, which this program refuses</source>
        <translation>{0}: NumberOfFrames ist {1}, was dieses Programm ablehnt</translation>
    </message>
    <message>
        <source>{0}: there is no frame {1} of {2}</source>
        <translation>{0}: es gibt keinen Frame {1} von {2}</translation>
    </message>
    <message>
        <source>{0}: unknown transfer syntax ({1})</source>
        <translation>{0}: unbekannte Transfersyntax ({1})</translation>
    </message>
    <message>
        <source>{0}: {1}s are not read under {2}</source>
        <translation>{0}: {1} werden in {2} nicht gelesen</translation>
    </message>
    <message>
        <source>{0}: pixel data incomplete: {1} of {2} bytes</source>
        <translation>{0}: Pixeldaten unvollständig: {1} von {2} Bytes</translation>
    </message>
    <message>
        <source>{0}: PhotometricInterpretation is YBR_FULL_422, but each pixel has colours of its own</source>
        <translation>{0}: PhotometricInterpretation ist YBR_FULL_422, aber jeder Pixel hat eigene Farben</translation>
    </message>
    <message>
        <source>{0}: there are no compressed pixels</source>
        <translation>{0}: es gibt keine komprimierten Pixel</translation>
    </message>
    <message>
        <source>{0}: pixel data incomplete: {1} of {2} bytes or more</source>
        <translation>{0}: Pixeldaten unvollständig: {1} von {2} Bytes oder mehr</translation>
    </message>
    <message>
        <source>{0}: Rows x Columns is {1}, in the codestream {2}</source>
        <translation>{0}: Rows x Columns ist {1}, im Codestream {2}</translation>
    </message>
    <message>
        <source>{0}: SamplesPerPixel is {1}, in the codestream {2}</source>
        <translation>{0}: SamplesPerPixel ist {1}, im Codestream {2}</translation>
    </message>
    <message>
        <source>{0}: BitsAllocated is {1}, in the codestream {2}</source>
        <translation>{0}: BitsAllocated ist {1}, im Codestream {2}</translation>
    </message>
    <message>
        <source>{0}: pixel data incomplete: the codestream has no end</source>
        <translation>{0}: Pixeldaten unvollständig: der Codestream hat kein Ende</translation>
    </message>
    <message>
        <source>values lie beyond BitsStored; the codestream's own precision is taken</source>
        <translation>Werte liegen jenseits von BitsStored; die eigene Genauigkeit des Codestreams gilt</translation>
    </message>
    <message>
        <source>indices beyond the palette are shown in its first or last colour</source>
        <translation>Indizes jenseits der Palette werden in ihrer ersten oder letzten Farbe gezeigt</translation>
    </message>
    <message>
        <source>{0}: {1} is missing</source>
        <translation>{0}: {1} fehlt</translation>
    </message>
    <message>
        <source>{0}: NumberOfFrames is no whole number</source>
        <translation>{0}: NumberOfFrames ist keine ganze Zahl</translation>
    </message>
    <message>
        <source>{0}: compressed pixels where the transfer syntax says otherwise ({1})</source>
        <translation>{0}: komprimierte Pixel, wo die Transfersyntax anderes sagt ({1})</translation>
    </message>
    <message>
        <source>{0}: cannot be decoded here ({1})</source>
        <translation>{0}: kann hier nicht dekodiert werden ({1})</translation>
    </message>
    <message>
        <source>{0}: cannot be decoded ({1}; {2})</source>
        <translation>{0}: kann nicht dekodiert werden ({1}; {2})</translation>
    </message>
    <message>
        <source>{0}: the palette is missing or shorter than it says</source>
        <translation>{0}: die Palette fehlt oder ist kürzer, als sie sagt</translation>
    </message>
    <message>
        <source>the palette's 16-bit entries hold 8-bit colours; they are taken as such</source>
        <translation>die 16-Bit-Einträge der Palette enthalten 8-Bit-Farben; sie werden so genommen</translation>
    </message>
    <message>
        <source>{0}: {1} is no number</source>
        <translation>{0}: {1} ist keine Zahl</translation>
    </message>
    <message>
        <source>{0} without pixel data</source>
        <translation>{0} ohne Pixeldaten</translation>
    </message>
    <message>
        <source>overlay {0} is not usable</source>
        <translation>Overlay {0} ist nicht brauchbar</translation>
    </message>
    <message>
        <source>no pixel data</source>
        <translation>keine Pixeldaten</translation>
    </message>
    <message>
        <source>{0} takes more than {1} seconds</source>
        <translation>{0} dauert länger als {1} Sekunden</translation>
    </message>
    <message>
        <source>{0} takes more than {1} MiB of memory</source>
        <translation>{0} braucht mehr als {1} MiB Speicher</translation>
    </message>
    <message>
        <source>the decoder failed; the file is damaged</source>
        <translation>der Decoder ist gescheitert; die Datei ist beschädigt</translation>
    </message>
    <message>
        <source>it has changed</source>
        <translation>sie hat sich geändert</translation>
    </message>
    <message>
        <source>{0}: the decoder's answer makes no image ({1})</source>
        <translation>{0}: die Antwort des Decoders ergibt kein Bild ({1})</translation>
    </message>
    <message>
        <source>a single image has no other planes</source>
        <translation>ein einzelnes Bild hat keine anderen Ebenen</translation>
    </message>
    <message>
        <source>the files do not say how the slices lie</source>
        <translation>die Dateien sagen nicht, wie die Schichten liegen</translation>
    </message>
    <message>
        <source>the slices do not lie parallel to one another</source>
        <translation>die Schichten liegen nicht parallel zueinander</translation>
    </message>
    <message>
        <source>the slices have pixels of different sizes</source>
        <translation>die Schichten haben verschieden große Pixel</translation>
    </message>
    <message>
        <source>the slices are not sorted along one line</source>
        <translation>die Schichten liegen nicht entlang einer Linie</translation>
    </message>
    <message>
        <source>{0} without pixels</source>
        <translation>{0} ohne Pixel</translation>
    </message>
    <message>
        <source>{0}: {1} is {2}, which this program refuses</source>
        <translation>{0}: {1} ist {2}, was dieses Programm ablehnt</translation>
    </message>
    <message>
        <source>Image Storage</source>
        <translation>Image Storage</translation>
    </message>
    <message>
        <source>part {0} of {1}</source>
        <translation>Teil {0} von {1}</translation>
    </message>
    <message>
        <source> ({0} more such images)</source>
        <translation> ({0} weitere solche Bilder)</translation>
    </message>
    <message>
        <source>conflict: same SOPInstanceUID as {0}, other content{1}</source>
        <translation>Konflikt: gleiche SOPInstanceUID wie {0}, anderer Inhalt{1}</translation>
    </message>
    <message>
        <source>some positions are missing: in the order of InstanceNumber</source>
        <translation>einige Positionen fehlen: in der Reihenfolge der InstanceNumber</translation>
    </message>
    <message>
        <source>pictures taken for a sequence: their names differ in one number</source>
        <translation>Bilder als Folge genommen: ihre Namen unterscheiden sich in einer Zahl</translation>
    </message>
    <message>
        <source>{0}: not a file</source>
        <translation>{0}: keine Datei</translation>
    </message>
    <message>
        <source>{0}: there is no such file</source>
        <translation>{0}: eine solche Datei gibt es nicht</translation>
    </message>
    <message>
        <source>{0}: encrypted in the archive</source>
        <translation>{0}: im Archiv verschlüsselt</translation>
    </message>
    <message>
        <source>{0}: there is no such file in the archive</source>
        <translation>{0}: eine solche Datei gibt es im Archiv nicht</translation>
    </message>
    <message>
        <source>{0}: damaged archive ({1})</source>
        <translation>{0}: beschädigtes Archiv ({1})</translation>
    </message>
    <message>
        <source>{0}: {1} pages are more than this program opens</source>
        <translation>{0}: {1} Seiten sind mehr, als dieses Programm öffnet</translation>
    </message>
    <message>
        <source>{0}: the picture is damaged or incomplete (ImageLength or ImageWidth)</source>
        <translation>{0}: das Bild ist beschädigt oder unvollständig (ImageLength oder ImageWidth)</translation>
    </message>
    <message>
        <source>{0}: colours of {1} are read from 0 to 1; these go from {2} to {3}</source>
        <translation>{0}: Farben in {1} werden von 0 bis 1 gelesen; diese gehen von {2} bis {3}</translation>
    </message>
    <message>
        <source>its values lie in 0 to 1, which are taken as 0 to 255</source>
        <translation>seine Werte liegen in 0 bis 1, was als 0 bis 255 genommen wird</translation>
    </message>
    <message>
        <source>{0}: TIFF of the kind {1} is not supported</source>
        <translation>{0}: TIFF der Art {1} wird nicht unterstützt</translation>
    </message>
    <message>
        <source>{0}: YCbCr is read under JPEG compression only</source>
        <translation>{0}: YCbCr wird nur in JPEG-Kompression gelesen</translation>
    </message>
    <message>
        <source>{0}: {1}-bit {2} {3} pixels are not supported</source>
        <translation>{0}: Pixel mit {1} Bit ({2} {3}) werden nicht unterstützt</translation>
    </message>
    <message>
        <source>{0}: the picture is incomplete; parts of it are missing</source>
        <translation>{0}: das Bild ist unvollständig; Teile davon fehlen</translation>
    </message>
    <message>
        <source>{0}: {1} of {2} samples a pixel</source>
        <translation>{0}: {1} mit {2} Werten je Pixel</translation>
    </message>
    <message>
        <source>a {0} picture is read as RGB</source>
        <translation>ein {0}-Bild wird als RGB gelesen</translation>
    </message>
    <message>
        <source>white is zero in the file; the values are turned over</source>
        <translation>in der Datei ist Weiß null; die Werte sind umgedreht</translation>
    </message>
    <message>
        <source>{0}: has no page {1}</source>
        <translation>{0}: hat keine Seite {1}</translation>
    </message>
    <message>
        <source>{0} pages of another size or type are not read</source>
        <translation>{0} Seiten anderer Größe oder Art werden nicht gelesen</translation>
    </message>
    <message>
        <source>pip install medadv_gui[video]</source>
        <translation>pip install medadv_gui[video]</translation>
    </message>
    <message>
        <source>{0}: a video in an archive is not read; unpack it first</source>
        <translation>{0}: ein Video in einem Archiv wird nicht gelesen; packen Sie es zuerst aus</translation>
    </message>
    <message>
        <source>{0}: damaged video, or of a kind that is not supported</source>
        <translation>{0}: beschädigtes Video, oder von einer Art, die nicht unterstützt wird</translation>
    </message>
    <message>
        <source>{0}: a frame of this video cannot be decoded</source>
        <translation>{0}: ein Frame dieses Videos kann nicht dekodiert werden</translation>
    </message>
    <message>
        <source>{0}: no frame of this video can be decoded</source>
        <translation>{0}: kein Frame dieses Videos kann dekodiert werden</translation>
    </message>
    <message>
        <source>{0}: has no frame {1}; the video ends after {2}</source>
        <translation>{0}: hat keinen Frame {1}; das Video endet nach {2}</translation>
    </message>
    <message>
        <source>{0}: videos are read by an optional package; install it: {1}</source>
        <translation>{0}: Videos liest ein Zusatzpaket; installieren Sie es: {1}</translation>
    </message>
    <message>
        <source>is not usable; {0}</source>
        <translation>ist nicht brauchbar; {0}</translation>
    </message>
    <message>
        <source>RescaleSlope or RescaleIntercept {0}</source>
        <translation>RescaleSlope oder RescaleIntercept {0}</translation>
    </message>
    <message>
        <source>its Real World Value Mapping is not applied</source>
        <translation>sein Real World Value Mapping wird nicht angewandt</translation>
    </message>
    <message>
        <source>ModalityLUTSequence {0}</source>
        <translation>ModalityLUTSequence {0}</translation>
    </message>
    <message>
        <source>the file's window is not usable (WindowCenter, WindowWidth or VOI LUT); the {0} is shown</source>
        <translation>das Fenster der Datei ist nicht brauchbar (WindowCenter, WindowWidth oder VOI LUT); gezeigt wird: {0}</translation>
    </message>
    <message>
        <source>RescaleSlope is missing; {0}</source>
        <translation>RescaleSlope fehlt; {0}</translation>
    </message>
    <message>
        <source>next one</source>
        <translation>das nächste</translation>
    </message>
    <message>
        <source>data range</source>
        <translation>der Wertebereich</translation>
    </message>
    <message>
        <source>the file does not tell the unit of its values</source>
        <translation>die Datei nennt die Einheit ihrer Werte nicht</translation>
    </message>
    <message>
        <source>{0}: has no slice {1}</source>
        <translation>{0}: hat keine Schicht {1}</translation>
    </message>
    <message>
        <source>{0}: voxel data incomplete: {1} of {2} bytes</source>
        <translation>{0}: Voxeldaten unvollständig: {1} von {2} Bytes</translation>
    </message>
    <message>
        <source>{0}: colour or vectors of {1} are not supported</source>
        <translation>{0}: Farben oder Vektoren in {1} werden nicht unterstützt</translation>
    </message>
    <message>
        <source>{0}: holds values beyond {1}, which networks do not tell apart</source>
        <translation>{0}: enthält Werte jenseits von {1}, die Netze nicht unterscheiden</translation>
    </message>
    <message>
        <source>its {0} values, all of them whole numbers, are read as {1}</source>
        <translation>seine {0}-Werte, alle ganze Zahlen, werden als {1} gelesen</translation>
    </message>
    <message>
        <source>{0}: voxel data damaged or incomplete ({1})</source>
        <translation>{0}: Voxeldaten beschädigt oder unvollständig ({1})</translation>
    </message>
    <message>
        <source>its axes are not at right angles or not usable; orientation and position are left out</source>
        <translation>seine Achsen stehen nicht senkrecht aufeinander oder sind nicht brauchbar; Orientierung und Position fehlen</translation>
    </message>
    <message>
        <source>{0}: its data are in another file; unpack the archive to open it</source>
        <translation>{0}: seine Daten sind in einer anderen Datei; packen Sie das Archiv aus, um es zu öffnen</translation>
    </message>
    <message>
        <source>{0}: its data lie outside its folder or in several files, which this program refuses</source>
        <translation>{0}: seine Daten liegen außerhalb seines Ordners oder in mehreren Dateien, was dieses Programm ablehnt</translation>
    </message>
    <message>
        <source>{0}: its data lie outside its folder, which this program refuses</source>
        <translation>{0}: seine Daten liegen außerhalb seines Ordners, was dieses Programm ablehnt</translation>
    </message>
    <message>
        <source>{0}: {1} x {2} x {3} voxels are more than this program opens, or none</source>
        <translation>{0}: {1} x {2} x {3} Voxel sind mehr, als dieses Programm öffnet, oder keine</translation>
    </message>
    <message>
        <source>{0} of {1} bytes</source>
        <translation>{0} von {1} Bytes</translation>
    </message>
    <message>
        <source>the file is too small</source>
        <translation>die Datei ist zu klein</translation>
    </message>
    <message>
        <source>{0}: voxel data incomplete: {1}</source>
        <translation>{0}: Voxeldaten unvollständig: {1}</translation>
    </message>
    <message>
        <source>{0}: has {1} axes (time points or channels beside the volume); save one volume of it first</source>
        <translation>{0}: hat {1} Achsen (Zeitpunkte oder Kanäle neben dem Volumen); speichern Sie zuerst ein Volumen davon</translation>
    </message>
    <message>
        <source>{0}: damaged nifti header</source>
        <translation>{0}: beschädigter NIfTI-Header</translation>
    </message>
    <message>
        <source>{0}: NIfTI in two files (.hdr and .img) is not read; save it as .nii</source>
        <translation>{0}: NIfTI in zwei Dateien (.hdr und .img) wird nicht gelesen; speichern Sie es als .nii</translation>
    </message>
    <message>
        <source>{0}: NIfTI data of type {1} are not supported</source>
        <translation>{0}: NIfTI-Daten des Typs {1} werden nicht unterstützt</translation>
    </message>
    <message>
        <source>{0}: a NIfTI of {1} axes</source>
        <translation>{0}: ein NIfTI mit {1} Achsen</translation>
    </message>
    <message>
        <source>scl_slope or scl_inter is not usable; {0}</source>
        <translation>scl_slope oder scl_inter ist nicht brauchbar; {0}</translation>
    </message>
    <message>
        <source>{0}: damaged nifti header (data at byte {1})</source>
        <translation>{0}: beschädigter NIfTI-Header (Daten bei Byte {1})</translation>
    </message>
    <message>
        <source>{0}: NRRD data of type {1} are not supported</source>
        <translation>{0}: NRRD-Daten des Typs {1} werden nicht unterstützt</translation>
    </message>
    <message>
        <source>{0}: NRRD of the encoding {1}, or with lines to skip, is not read</source>
        <translation>{0}: NRRD der Kodierung {1}, oder mit zu überspringenden Zeilen, wird nicht gelesen</translation>
    </message>
    <message>
        <source>byte skip</source>
        <translation>byte skip</translation>
    </message>
    <message>
        <source>{0}: NRRD with {1} bytes to skip is not read</source>
        <translation>{0}: NRRD mit {1} zu überspringenden Bytes wird nicht gelesen</translation>
    </message>
    <message>
        <source>{0}: damaged nrrd header (dimension is not that of sizes)</source>
        <translation>{0}: beschädigter NRRD-Header (dimension ist nicht die von sizes)</translation>
    </message>
    <message>
        <source>space directions</source>
        <translation>space directions</translation>
    </message>
    <message>
        <source>data file</source>
        <translation>data file</translation>
    </message>
    <message>
        <source>{0}: MetaImage data of type {1} are not supported</source>
        <translation>{0}: MetaImage-Daten des Typs {1} werden nicht unterstützt</translation>
    </message>
    <message>
        <source>{0}: MetaImage data as text are not read</source>
        <translation>{0}: MetaImage-Daten als Text werden nicht gelesen</translation>
    </message>
    <message>
        <source>{0}: {1} channels are not supported</source>
        <translation>{0}: {1} Kanäle werden nicht unterstützt</translation>
    </message>
    <message>
        <source>{0}: MetaImage with HeaderSize {1} is not read</source>
        <translation>{0}: MetaImage mit HeaderSize {1} wird nicht gelesen</translation>
    </message>
    <message>
        <source>{0}: damaged mha header (DimSize is not of NDims)</source>
        <translation>{0}: beschädigter MHA-Header (DimSize passt nicht zu NDims)</translation>
    </message>
    <message>
        <source>a header without an end</source>
        <translation>ein Header ohne Ende</translation>
    </message>
    <message>
        <source>line skip</source>
        <translation>line skip</translation>
    </message>
    <message>
        <source>{0}: damaged {1} header ({2})</source>
        <translation>{0}: beschädigter Header ({1}; {2})</translation>
    </message>
    <message>
        <source>space origin</source>
        <translation>space origin</translation>
    </message>
    <message>
        <source>a pipe</source>
        <translation>eine Pipe</translation>
    </message>
    <message>
        <source>a socket</source>
        <translation>ein Socket</translation>
    </message>
    <message>
        <source>a device</source>
        <translation>ein Gerät</translation>
    </message>
    <message>
        <source>a link back to a folder above it (a loop)</source>
        <translation>ein Link zurück zu einem Ordner darüber (eine Schleife)</translation>
    </message>
    <message>
        <source>a link to a folder, which is not followed</source>
        <translation>ein Link zu einem Ordner, dem nicht gefolgt wird</translation>
    </message>
    <message>
        <source>cannot be opened ({0})</source>
        <translation>kann nicht geöffnet werden ({0})</translation>
    </message>
    <message>
        <source>{0}, not a file</source>
        <translation>{0}, keine Datei</translation>
    </message>
    <message>
        <source>a link that leads nowhere</source>
        <translation>ein Link, der nirgendwohin führt</translation>
    </message>
    <message>
        <source>there is no such file or folder</source>
        <translation>eine solche Datei oder einen solchen Ordner gibt es nicht</translation>
    </message>
    <message>
        <source>a folder that was looked into already</source>
        <translation>ein Ordner, in den schon hineingesehen wurde</translation>
    </message>
    <message>
        <source>a special file</source>
        <translation>eine besondere Datei</translation>
    </message>
    <message>
        <source>the file has changed since it was opened; the picture that was opened is the one attacked</source>
        <translation>die Datei hat sich geändert, seit sie geöffnet wurde; angegriffen wurde das Bild, das geöffnet wurde</translation>
    </message>
    <message>
        <source>{0}: a volume cannot be written as one picture</source>
        <translation>{0}: ein Volumen lässt sich nicht als ein Bild schreiben</translation>
    </message>
    <message>
        <source>space directions: {0}</source>
        <translation>space directions: {0}</translation>
    </message>
    <message>
        <source>{0}: the file has changed since it was opened</source>
        <translation>{0}: die Datei hat sich geändert, seit sie geöffnet wurde</translation>
    </message>
    <message>
        <source>space origin: ({0})</source>
        <translation>space origin: ({0})</translation>
    </message>
    <message>
        <source>{0}: the slices are not consecutive ones of one file</source>
        <translation>{0}: die Schichten folgen in keiner einen Datei aufeinander</translation>
    </message>
    <message>
        <source>needed: the network answers with one output</source>
        <translation>nötig: das Netz antwortet mit einer Ausgabe</translation>
    </message>
    <message>
        <source>output.select: {0} is not {1}</source>
        <translation>output.select: {0} ist nicht {1}</translation>
    </message>
    <message>
        <source>one of {0}</source>
        <translation>eines von {0}</translation>
    </message>
    <message>
        <source>has a name that leads elsewhere</source>
        <translation>hat einen Namen, der anderswohin führt</translation>
    </message>
    <message>
        <source>is a link</source>
        <translation>ist ein Link</translation>
    </message>
    <message>
        <source>is encrypted</source>
        <translation>ist verschlüsselt</translation>
    </message>
    <message>
        <source>is packed in a way that models are not</source>
        <translation>ist gepackt, wie Modelle es nicht sind</translation>
    </message>
    <message>
        <source>inflates to {0} MiB from {1} KiB</source>
        <translation>entpackt sich auf {0} MiB aus {1} KiB</translation>
    </message>
    <message>
        <source>{0}: an archive of {1} members, more than {2}</source>
        <translation>{0}: ein Archiv mit {1} Teilen, mehr als {2}</translation>
    </message>
    <message>
        <source>{0}: an archive that inflates to more than {1} GiB</source>
        <translation>{0}: ein Archiv, das sich auf mehr als {1} GiB entpackt</translation>
    </message>
    <message>
        <source>{0}: refused, its member {1} is there twice</source>
        <translation>{0}: abgelehnt, sein Teil {1} ist zweimal da</translation>
    </message>
    <message>
        <source>{0}: its member {1} is larger than {2} MiB</source>
        <translation>{0}: sein Teil {1} ist größer als {2} MiB</translation>
    </message>
    <message>
        <source>{0}: a damaged archive ({1})</source>
        <translation>{0}: ein beschädigtes Archiv ({1})</translation>
    </message>
    <message>
        <source>{0}: refused, its member {1} {2}</source>
        <translation>{0}: abgelehnt, sein Teil {1} {2}</translation>
    </message>
    <message>
        <source>{0}: its member {1} is damaged ({2})</source>
        <translation>{0}: sein Teil {1} ist beschädigt ({2})</translation>
    </message>
    <message>
        <source>{0}: its member {1} is no text</source>
        <translation>{0}: sein Teil {1} ist kein Text</translation>
    </message>
    <message>
        <source>{0}: refused, its member {1} has no place in a model of this kind</source>
        <translation>{0}: abgelehnt, sein Teil {1} hat in einem Modell dieser Art nichts zu suchen</translation>
    </message>
    <message>
        <source>{0}/{1}: larger than {2} MiB</source>
        <translation>{0}/{1}: größer als {2} MiB</translation>
    </message>
    <message>
        <source>{0}: there is no {1} in this folder</source>
        <translation>{0}: in diesem Ordner gibt es keine {1}</translation>
    </message>
    <message>
        <source>{0}/{1}: not a readable model card ({2})</source>
        <translation>{0}/{1}: keine lesbare Modellkarte ({2})</translation>
    </message>
    <message>
        <source>{0}/{1}: {2}: is missing</source>
        <translation>{0}/{1}: {2}: fehlt</translation>
    </message>
    <message>
        <source>{0}: damaged or not a model ({1}: {2})</source>
        <translation>{0}: beschädigt oder kein Modell ({1}: {2})</translation>
    </message>
    <message>
        <source>{0} tensors, {1} numbers; a card must name their architecture</source>
        <translation>{0} Tensoren, {1} Zahlen; eine Karte muss ihre Architektur nennen</translation>
    </message>
    <message>
        <source>its code and graph hold nothing but known operators; its sizes are for the card to say</source>
        <translation>sein Code und sein Graph enthalten nur bekannte Operatoren; seine Größen muss die Karte nennen</translation>
    </message>
    <message>
        <source>{0}: has a card already</source>
        <translation>{0}: hat schon eine Karte</translation>
    </message>
    <message>
        <source>the first convolution takes {0} channels, in {1} dimensions</source>
        <translation>die erste Faltung nimmt {0} Kanäle, in {1} Dimensionen</translation>
    </message>
    <message>
        <source>the last layer answers {0} values</source>
        <translation>die letzte Schicht antwortet mit {0} Werten</translation>
    </message>
    <message>
        <source>{0}: holds no weights</source>
        <translation>{0}: enthält keine Gewichte</translation>
    </message>
    <message>
        <source>takes {0}, makes {1}</source>
        <translation>nimmt {0}, ergibt {1}</translation>
    </message>
    <message>
        <source>exported in training mode: dropout stays on; export it after .eval()</source>
        <translation>im Trainingsmodus exportiert: Dropout bleibt an; exportieren Sie es nach .eval()</translation>
    </message>
    <message>
        <source>has several outputs: the card's output.select names the one to look at</source>
        <translation>hat mehrere Ausgaben: output.select der Karte nennt die, die gilt</translation>
    </message>
    <message>
        <source>its network: {0}</source>
        <translation>sein Netz: {0}</translation>
    </message>
    <message>
        <source>{0}: a damaged safetensors file ({1})</source>
        <translation>{0}: eine beschädigte safetensors-Datei ({1})</translation>
    </message>
    <message>
        <source>made for 1 image at a time</source>
        <translation>gemacht für 1 Bild auf einmal</translation>
    </message>
    <message>
        <source>made for {0} images at a time</source>
        <translation>gemacht für {0} Bilder auf einmal</translation>
    </message>
    <message>
        <source>answers {0} values: a classification, or several labels at once</source>
        <translation>antwortet mit {0} Werten: eine Klassifikation, oder mehrere Labels auf einmal</translation>
    </message>
    <message>
        <source>nothing known</source>
        <translation>nichts Bekanntes</translation>
    </message>
    <message>
        <source>answers {0} maps: a segmentation</source>
        <translation>antwortet mit {0} Karten: eine Segmentierung</translation>
    </message>
    <message>
        <source>no NVIDIA GPU or no driver for it</source>
        <translation>keine NVIDIA-GPU oder kein Treiber dafür</translation>
    </message>
    <message>
        <source>CPU (1 thread)</source>
        <translation>CPU (1 Thread)</translation>
    </message>
    <message>
        <source>CPU ({0} threads)</source>
        <translation>CPU ({0} Threads)</translation>
    </message>
    <message>
        <source>chosen by the user</source>
        <translation>vom Benutzer gewählt</translation>
    </message>
    <message>
        <source>an NVIDIA GPU that this PyTorch can use</source>
        <translation>eine NVIDIA-GPU, die dieses PyTorch nutzen kann</translation>
    </message>
    <message>
        <source>an Apple GPU that this PyTorch can use</source>
        <translation>eine Apple-GPU, die dieses PyTorch nutzen kann</translation>
    </message>
    <message>
        <source>this PyTorch is built for the CPU alone</source>
        <translation>dieses PyTorch ist nur für die CPU gebaut</translation>
    </message>
    <message>
        <source>device {0} is not on this machine</source>
        <translation>das Gerät {0} gibt es auf diesem Rechner nicht</translation>
    </message>
    <message>
        <source>device {0} is not one of auto, cpu, cuda, mps</source>
        <translation>Gerät {0} ist keines von auto, cpu, cuda, mps</translation>
    </message>
    <message>
        <source>{0}: its card still lacks {1}</source>
        <translation>{0}: seiner Karte fehlt noch {1}</translation>
    </message>
    <message>
        <source>{0}: the process that looked at it gave no answer that can be read</source>
        <translation>{0}: der Prozess, der es ansah, gab keine lesbare Antwort</translation>
    </message>
    <message>
        <source>the network answers with a {0}</source>
        <translation>das Netz antwortet mit {0}</translation>
    </message>
    <message>
        <source>the network fails on an input of {0} ({1})</source>
        <translation>das Netz scheitert an einer Eingabe von {0} ({1})</translation>
    </message>
    <message>
        <source>{0}: {1} is not {2}, as its card says: {3}</source>
        <translation>{0}: {1} ist nicht {2}, wie seine Karte sagt: {3}</translation>
    </message>
    <message>
        <source>{0}: the file {1} is missing</source>
        <translation>{0}: die Datei {1} fehlt</translation>
    </message>
    <message>
        <source>{0}: the file {1} is larger than {2} GiB</source>
        <translation>{0}: die Datei {1} ist größer als {2} GiB</translation>
    </message>
    <message>
        <source>{0}: {1} is not the file its card was written for (SHA-256 differs)</source>
        <translation>{0}: {1} ist nicht die Datei, für die seine Karte geschrieben wurde (anderer SHA-256)</translation>
    </message>
    <message>
        <source>the weights do not fit the architecture ({0})</source>
        <translation>die Gewichte passen nicht zur Architektur ({0})</translation>
    </message>
    <message>
        <source>the device of the input</source>
        <translation>das Gerät der Eingabe</translation>
    </message>
    <message>
        <source>test vector</source>
        <translation>Testvektor</translation>
    </message>
    <message>
        <source>input gradient</source>
        <translation>Eingangsgradient</translation>
    </message>
    <message>
        <source>finite difference</source>
        <translation>finite Differenz</translation>
    </message>
    <message>
        <source>{0}: the process that checked it gave no answer that can be read</source>
        <translation>{0}: der Prozess, der es prüfte, gab keine lesbare Antwort</translation>
    </message>
    <message>
        <source>checking it</source>
        <translation>die Prüfung</translation>
    </message>
    <message>
        <source>it brought down the process that checked it</source>
        <translation>es hat den Prozess zu Fall gebracht, der es prüfte</translation>
    </message>
    <message>
        <source>{0}: refused, {1}</source>
        <translation>{0}: abgelehnt, {1}</translation>
    </message>
    <message>
        <source>{0}: the check was cancelled</source>
        <translation>{0}: die Prüfung wurde abgebrochen</translation>
    </message>
    <message>
        <source>{0}: no model of this name or path; known: {1}</source>
        <translation>{0}: kein Modell dieses Namens oder Pfades; bekannt: {1}</translation>
    </message>
    <message>
        <source>it looks at whole series, not at one image; attack a series with --slice all</source>
        <translation>es sieht ganze Serien an, nicht ein Bild; greifen Sie eine Serie mit --slice all an</translation>
    </message>
    <message>
        <source>it looks at single images; this is a volume</source>
        <translation>es sieht einzelne Bilder an; dies ist ein Volumen</translation>
    </message>
    <message>
        <source>it looks at colour pictures; this image is grey</source>
        <translation>es sieht Farbbilder an; dieses Bild ist grau</translation>
    </message>
    <message>
        <source>it looks at grey images; this picture has colour</source>
        <translation>es sieht Graubilder an; dieses Bild hat Farbe</translation>
    </message>
    <message>
        <source>it needs CT in HU; this is {0} in stored values{1}</source>
        <translation>es braucht CT in HU; dies ist {0} in gespeicherten Werten{1}</translation>
    </message>
    <message>
        <source>it looks at photographs; this is CT</source>
        <translation>es sieht Fotos an; dies ist CT</translation>
    </message>
    <message>
        <source>it looks at 8-bit grey levels; this file's floating-point values are none</source>
        <translation>es sieht 8-Bit-Graustufen an; die Gleitkommawerte dieser Datei sind keine</translation>
    </message>
    <message>
        <source>it looks at 8-bit grey levels; this file's values go up to {0}</source>
        <translation>es sieht 8-Bit-Graustufen an; die Werte dieser Datei gehen bis {0}</translation>
    </message>
    <message>
        <source>it looks at {0} slices; these are {1}</source>
        <translation>es sieht Schichten der Ebene {0} an; diese liegen {1}</translation>
    </message>
    <message>
        <source>its stored values need more than the 24 bits of the model's single precision</source>
        <translation>seine gespeicherten Werte brauchen mehr als die 24 Bit einfacher Genauigkeit des Modells</translation>
    </message>
    <message>
        <source>{0}: no model fits ({1})</source>
        <translation>{0}: kein Modell passt ({1})</translation>
    </message>
    <message>
        <source>{0}: there is no folder at model_folder</source>
        <translation>{0}: unter model_folder gibt es keinen Ordner</translation>
    </message>
    <message>
        <source>{0}: {1} without a card; `models import {2} --card FILE` keeps it</source>
        <translation>{0}: {1} ohne Karte; `models import {2} --card FILE` behält es</translation>
    </message>
    <message>
        <source>{0}: a model of this id is known already</source>
        <translation>{0}: ein Modell dieser Id ist schon bekannt</translation>
    </message>
    <message>
        <source>it would be {0} pixels of the network's input of {1} x {2}</source>
        <translation>es wären {0} Pixel der Netzeingabe von {1} x {2}</translation>
    </message>
    <message>
        <source>it would be {0} pixels of the network's input; {1} a side are the most</source>
        <translation>es wären {0} Pixel der Netzeingabe; {1} je Seite sind das Höchste</translation>
    </message>
    <message>
        <source>the file does not say its spacing; it is taken for the {0} mm that the model needs</source>
        <translation>die Datei nennt ihren Pixelabstand nicht; es gelten die {0} mm, die das Modell braucht</translation>
    </message>
    <message>
        <source>the file does not say its plane; it is taken for {0}</source>
        <translation>die Datei nennt ihre Ebene nicht; sie gilt als {0}</translation>
    </message>
    <message>
        <source>{0}: more than one model fits, name one: {1}</source>
        <translation>{0}: mehr als ein Modell passt, nennen Sie eines: {1}</translation>
    </message>
    <message>
        <source>{0}: cannot be kept ({1})</source>
        <translation>{0}: kann nicht behalten werden ({1})</translation>
    </message>
    <message>
        <source>{0}: {1} does not fit: {2}</source>
        <translation>{0}: {1} passt nicht: {2}</translation>
    </message>
    <message>
        <source>the window from {0} to {1}</source>
        <translation>des Fensters von {0} bis {1}</translation>
    </message>
    <message>
        <source>its values go from {0} to {1}{2}</source>
        <translation>seine Werte gehen von {0} bis {1}{2}</translation>
    </message>
    <message>
        <source>a network for whole series is not asked about one slice</source>
        <translation>ein Netz für ganze Serien wird nicht zu einer Schicht gefragt</translation>
    </message>
    <message>
        <source>Every pixel is the same: the network sees nothing. Against {0}: {1}.</source>
        <translation>Jeder Pixel ist gleich: Das Netz sieht nichts. Im Vergleich zu den Enden {0}: {1}.</translation>
    </message>
    <message>
        <source>Mean and deviation look like grey levels from 0 to 255, but are applied to values from 0 to 1. In that scale they are {0} and {1}.</source>
        <translation>Mittel und Streuung sehen nach Graustufen von 0 bis 255 aus, gelten aber für Werte von 0 bis 1. In dieser Skala sind sie {0} und {1}.</translation>
    </message>
    <message>
        <source>{0} of the values lie outside the expected range from {1} to {2}.</source>
        <translation>{0} der Werte liegen außerhalb des erwarteten Bereichs von {1} bis {2}.</translation>
    </message>
    <message>
        <source>The network's first normalisation layer meets numbers {0} times as large as in training: window, mean or deviation are not the ones it was trained with.</source>
        <translation>Die erste Normalisierungsschicht des Netzes trifft auf {0}-mal so große Zahlen wie im Training: Fenster, Mittel oder Streuung sind nicht die des Trainings.</translation>
    </message>
    <message>
        <source>{0} of this image is cut off at the ends of {1}: {2}.</source>
        <translation>{0} dieses Bildes sind an den Enden {1} abgeschnitten: {2}.</translation>
    </message>
    <message>
        <source>it was probably trained on 0 to 1</source>
        <translation>es wurde wohl mit 0 bis 1 trainiert</translation>
    </message>
    <message>
        <source>few are trained on that</source>
        <translation>damit werden wenige trainiert</translation>
    </message>
    <message>
        <source>The network is given numbers from {0} to {1}: {2}. Look at the deviation.</source>
        <translation>Das Netz bekommt Zahlen von {0} bis {1}: {2}. Sehen Sie nach der Streuung.</translation>
    </message>
    <message>
        <source>The values fill only {0} of the expected range from {1} to {2}.</source>
        <translation>Die Werte füllen nur {0} des erwarteten Bereichs von {1} bis {2}.</translation>
    </message>
    <message>
        <source>The network's first normalisation layer meets contrasts {0} times as small as in training: window, mean or deviation are not the ones it was trained with.</source>
        <translation>Die erste Normalisierungsschicht des Netzes trifft auf {0}-mal so kleine Kontraste wie im Training: Fenster, Mittel oder Streuung sind nicht die des Trainings.</translation>
    </message>
    <message>
        <source>the network does not take this input ({0})</source>
        <translation>das Netz nimmt diese Eingabe nicht ({0})</translation>
    </message>
    <message>
        <source>This image fills only {0} of {1}: {2}.</source>
        <translation>Dieses Bild füllt nur {0} {1}: {2}.</translation>
    </message>
    <message>
        <source>off by {0}</source>
        <translation>Abweichung {0}</translation>
    </message>
    <message>
        <source>free batch</source>
        <translation>freier Batch</translation>
    </message>
    <message>
        <source>the network's input lies between {0} and {1}</source>
        <translation>die Netzeingabe liegt zwischen {0} und {1}</translation>
    </message>
    <message>
        <source>the card expects {0} to {1}</source>
        <translation>die Karte erwartet {0} bis {1}</translation>
    </message>
    <message>
        <source>expected range</source>
        <translation>erwarteter Bereich</translation>
    </message>
    <message>
        <source>file</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>outputs</source>
        <translation>Ausgaben</translation>
    </message>
    <message>
        <source>it was exported in training mode, so export it after .eval()</source>
        <translation>es wurde im Trainingsmodus exportiert, exportieren Sie es also nach .eval()</translation>
    </message>
    <message>
        <source>attack it with --samples</source>
        <translation>greifen Sie es mit --samples an</translation>
    </message>
    <message>
        <source>deterministic</source>
        <translation>deterministisch</translation>
    </message>
    <message>
        <source>no gradient reaches the input (a cast to whole numbers, or a detached part)</source>
        <translation>kein Gradient erreicht die Eingabe (eine Umwandlung in ganze Zahlen oder ein abgetrennter Teil)</translation>
    </message>
    <message>
        <source>disagrees with the input gradient by {0}; gradient attacks would follow a wrong direction</source>
        <translation>weicht um {0} vom Eingangsgradienten ab; Gradientenangriffe würden einer falschen Richtung folgen</translation>
    </message>
    <message>
        <source>agrees well enough ({0})</source>
        <translation>stimmt gut genug überein ({0})</translation>
    </message>
    <message>
        <source>agrees roughly ({0})</source>
        <translation>stimmt ungefähr überein ({0})</translation>
    </message>
    <message>
        <source>two images at once are answered like each alone</source>
        <translation>zwei Bilder auf einmal werden beantwortet wie jedes allein</translation>
    </message>
    <message>
        <source>off by {0}, more than {1}: preprocessing or weights differ</source>
        <translation>Abweichung {0}, mehr als {1}: Vorverarbeitung oder Gewichte sind andere</translation>
    </message>
    <message>
        <source>reproduced, off by {0} at most</source>
        <translation>wiedergegeben, Abweichung höchstens {0}</translation>
    </message>
    <message>
        <source>{0}; SHA-256 matches the card ({1})</source>
        <translation>{0}; SHA-256 ist der der Karte ({1})</translation>
    </message>
    <message>
        <source>shape {0} matches {1} labels</source>
        <translation>Form {0} passt zu {1} Labels</translation>
    </message>
    <message>
        <source>two runs on one input differ; {0}</source>
        <translation>zwei Läufe mit einer Eingabe unterscheiden sich; {0}</translation>
    </message>
    <message>
        <source>the input gradient is not finite</source>
        <translation>der Eingangsgradient ist nicht endlich</translation>
    </message>
    <message>
        <source>finite and not zero</source>
        <translation>endlich und nicht null</translation>
    </message>
    <message>
        <source>two images at once give outputs of shape {0}</source>
        <translation>zwei Bilder auf einmal ergeben Ausgaben der Form {0}</translation>
    </message>
    <message>
        <source>two images at once are answered differently than each alone ({0})</source>
        <translation>zwei Bilder auf einmal werden anders beantwortet als jedes allein ({0})</translation>
    </message>
    <message>
        <source>made for one image at a time; several go one by one</source>
        <translation>für ein Bild auf einmal gemacht; mehrere gehen einzeln</translation>
    </message>
    <message>
        <source>{0}; the card does not say what it expects</source>
        <translation>{0}; die Karte sagt nicht, was sie erwartet</translation>
    </message>
    <message>
        <source>none; preprocessing {0}</source>
        <translation>keiner; Vorverarbeitung {0}</translation>
    </message>
    <message>
        <source>two runs on one input are equal</source>
        <translation>zwei Läufe mit einer Eingabe sind gleich</translation>
    </message>
    <message>
        <source>the input gradient is zero everywhere</source>
        <translation>der Eingangsgradient ist überall null</translation>
    </message>
    <message>
        <source>{0}; gradient attacks cannot work</source>
        <translation>{0}; Gradientenangriffe können nicht gelingen</translation>
    </message>
    <message>
        <source>must not be empty</source>
        <translation>darf nicht leer sein</translation>
    </message>
    <message>
        <source>must be {0}, not {1}</source>
        <translation>muss sein: {0}, nicht {1}</translation>
    </message>
    <message>
        <source>a model card is a JSON object</source>
        <translation>eine Modellkarte ist ein JSON-Objekt</translation>
    </message>
    <message>
        <source>schema_version: {0} is not 1 or 2</source>
        <translation>schema_version: {0} ist nicht 1 oder 2</translation>
    </message>
    <message>
        <source>up to 64 letters, digits, dots, dashes and underscores</source>
        <translation>bis zu 64 Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche</translation>
    </message>
    <message>
        <source>64 hexadecimal digits, in small letters</source>
        <translation>64 Hexadezimalziffern, in Kleinbuchstaben</translation>
    </message>
    <message>
        <source>a colour such as #e69f00</source>
        <translation>eine Farbe wie #e69f00</translation>
    </message>
    <message>
        <source>a plain file name in the card's own folder</source>
        <translation>ein einfacher Dateiname im Ordner der Karte</translation>
    </message>
    <message>
        <source>labels: two have the same name</source>
        <translation>labels: zwei haben denselben Namen</translation>
    </message>
    <message>
        <source>files: two have the same name, or the card's own</source>
        <translation>files: zwei haben denselben Namen oder den der Karte</translation>
    </message>
    <message>
        <source>architecture: {0} for the format {1}</source>
        <translation>architecture: {0} beim Format {1}</translation>
    </message>
    <message>
        <source>input.intensity: mean and std need one value a channel</source>
        <translation>input.intensity: mean und std brauchen einen Wert je Kanal</translation>
    </message>
    <message>
        <source>input.intensity.std: must not be 0</source>
        <translation>input.intensity.std: darf nicht 0 sein</translation>
    </message>
    <message>
        <source>input.intensity.lower: must be below upper</source>
        <translation>input.intensity.lower: muss unter upper liegen</translation>
    </message>
    <message>
        <source>input.intensity.range: the first number must be below the second</source>
        <translation>input.intensity.range: die erste Zahl muss kleiner sein als die zweite</translation>
    </message>
    <message>
        <source>input.channels: must be 3 for RGB pictures</source>
        <translation>input.channels: muss bei RGB-Bildern 3 sein</translation>
    </message>
    <message>
        <source>input.height, input.width: both are numbers or both are null</source>
        <translation>input.height, input.width: beide sind Zahlen oder beide null</translation>
    </message>
    <message>
        <source>input.height: null, the image's own size, needs a multiple and resize "none"</source>
        <translation>input.height: null, die eigene Größe des Bildes, braucht ein multiple und resize "none"</translation>
    </message>
    <message>
        <source>input.multiple: height and width are no multiples of it</source>
        <translation>input.multiple: Höhe und Breite sind keine Vielfachen davon</translation>
    </message>
    <message>
        <source>input.spacing: needs resize "none"; a picture cannot be brought to a size and to a spacing at once</source>
        <translation>input.spacing: braucht resize "none"; ein Bild kann nicht zugleich auf eine Größe und auf einen Pixelabstand gebracht werden</translation>
    </message>
    <message>
        <source>input.spacing: needs {0} numbers</source>
        <translation>input.spacing: braucht {0} Zahlen</translation>
    </message>
    <message>
        <source>output.activation: must be sigmoid for {0}</source>
        <translation>output.activation: muss bei {0} sigmoid sein</translation>
    </message>
    <message>
        <source>labels: a classification needs two or more</source>
        <translation>labels: eine Klassifikation braucht zwei oder mehr</translation>
    </message>
    <message>
        <source>output.activation: sigmoid is for two labels, or for the task multilabel</source>
        <translation>output.activation: sigmoid ist für zwei Labels oder für die Aufgabe multilabel</translation>
    </message>
    <message>
        <source>labels: a segmentation needs the background and 1 to 255 more</source>
        <translation>labels: eine Segmentierung braucht den Hintergrund und 1 bis 255 weitere</translation>
    </message>
    <message>
        <source>output.threshold: is for multilabel, and for segmentation by sigmoid</source>
        <translation>output.threshold: ist für multilabel und für Segmentierung mit Sigmoid</translation>
    </message>
    <message>
        <source>output.binary_truth: is for a segmentation of the background and two labels</source>
        <translation>output.binary_truth: ist für eine Segmentierung mit Hintergrund und zwei Labels</translation>
    </message>
    <message>
        <source>{0} is not a finite number</source>
        <translation>{0} ist keine endliche Zahl</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>sie ist zu tief verschachtelt</translation>
    </message>
    <message>
        <source>input.dimensions: 3 is for segmentation of one channel alone</source>
        <translation>input.dimensions: 3 ist nur für Segmentierung mit einem Kanal</translation>
    </message>
    <message>
        <source>input.dimensions: 3 needs depth, height and width of the sliding window, and resize "none"</source>
        <translation>input.dimensions: 3 braucht depth, height und width des gleitenden Fensters und resize "none"</translation>
    </message>
    <message>
        <source>input.layout: must be NCHW in three dimensions</source>
        <translation>input.layout: muss in drei Dimensionen NCHW sein</translation>
    </message>
    <message>
        <source>input.depth: is for three dimensions</source>
        <translation>input.depth: ist für drei Dimensionen</translation>
    </message>
    <message>
        <source>output.boxes: are needed for detection</source>
        <translation>output.boxes: werden für Detektion gebraucht</translation>
    </message>
    <message>
        <source>output.boxes: are for detection alone</source>
        <translation>output.boxes: sind nur für Detektion</translation>
    </message>
    <message>
        <source>output.boxes.stride: belongs to a centre-map, and is needed there</source>
        <translation>output.boxes.stride: gehört zu einer centre-map und wird dort gebraucht</translation>
    </message>
    <message>
        <source>one printable line</source>
        <translation>eine druckbare Zeile</translation>
    </message>
    <message>
        <source>must be null</source>
        <translation>muss null sein</translation>
    </message>
    <message>
        <source>is needed</source>
        <translation>wird gebraucht</translation>
    </message>
    <message>
        <source>the card</source>
        <translation>die Karte</translation>
    </message>
    <message>
        <source>the network cannot look at windows of this volume ({0})</source>
        <translation>das Netz kann Fenster dieses Volumens nicht ansehen ({0})</translation>
    </message>
    <message>
        <source>a pickled model is a program that runs when it is opened, so it is refused; save its weights as safetensors, with a card (help page “Bring your own model”)</source>
        <translation>ein gepickeltes Modell ist ein Programm, das beim Öffnen läuft, und wird darum abgelehnt; speichern Sie seine Gewichte als safetensors, mit einer Karte (Hilfeseite „Ein eigenes Modell mitbringen“)</translation>
    </message>
    <message>
        <source>weights (safetensors)</source>
        <translation>Gewichte (safetensors)</translation>
    </message>
    <message>
        <source>weights saved by torch.save</source>
        <translation>mit torch.save gespeicherte Gewichte</translation>
    </message>
    <message>
        <source>a TorchScript program</source>
        <translation>ein TorchScript-Programm</translation>
    </message>
    <message>
        <source>a program saved by torch.export</source>
        <translation>ein mit torch.export gespeichertes Programm</translation>
    </message>
    <message>
        <source>an ONNX graph</source>
        <translation>ein ONNX-Graph</translation>
    </message>
    <message>
        <source>a MONAI bundle</source>
        <translation>ein MONAI-Bündel</translation>
    </message>
    <message>
        <source>a model with its card</source>
        <translation>ein Modell mit seiner Karte</translation>
    </message>
    <message>
        <source>a folder without a model_card.json, and no MONAI bundle</source>
        <translation>ein Ordner ohne model_card.json, und kein MONAI-Bündel</translation>
    </message>
    <message>
        <source>not a model file that this program knows</source>
        <translation>keine Modelldatei, die dieses Programm kennt</translation>
    </message>
    <message>
        <source>{0}; it names {1}</source>
        <translation>{0}; es nennt {1}</translation>
    </message>
    <message>
        <source>collections OrderedDict</source>
        <translation>collections OrderedDict</translation>
    </message>
    <message>
        <source>torch Size</source>
        <translation>torch Size</translation>
    </message>
    <message>
        <source>torch device</source>
        <translation>torch device</translation>
    </message>
    <message>
        <source>torch.storage UntypedStorage</source>
        <translation>torch.storage UntypedStorage</translation>
    </message>
    <message>
        <source>torch {0}Storage</source>
        <translation>torch {0}Storage</translation>
    </message>
    <message>
        <source>a TensorFlow model is not opened; convert it to ONNX</source>
        <translation>ein TensorFlow-Modell wird nicht geöffnet; wandeln Sie es in ONNX um</translation>
    </message>
    <message>
        <source>a Keras or HDF5 file is not opened; convert the model to ONNX</source>
        <translation>eine Keras- oder HDF5-Datei wird nicht geöffnet; wandeln Sie das Modell in ONNX um</translation>
    </message>
    <message>
        <source>a TensorFlow Lite model is not opened; convert it to ONNX</source>
        <translation>ein TensorFlow-Lite-Modell wird nicht geöffnet; wandeln Sie es in ONNX um</translation>
    </message>
    <message>
        <source>a program saved by torch.export before PyTorch 2.8; load it there and save it anew</source>
        <translation>ein Programm, von torch.export vor PyTorch 2.8 gespeichert; laden Sie es dort und speichern Sie es neu</translation>
    </message>
    <message>
        <source>an archive that holds no model this program knows</source>
        <translation>ein Archiv ohne ein Modell, das dieses Programm kennt</translation>
    </message>
    <message>
        <source>nothing that can be read ({0})</source>
        <translation>nichts, was sich lesen lässt ({0})</translation>
    </message>
    <message>
        <source>the network answers with a {0}, not one tensor</source>
        <translation>das Netz antwortet mit {0}, nicht mit einem Tensor</translation>
    </message>
    <message>
        <source>{0} scores and 4 numbers of a box</source>
        <translation>{0} Werte und 4 Zahlen einer Box</translation>
    </message>
    <message>
        <source>outputs of shape {0} do not match the card's labels ({1})</source>
        <translation>Ausgaben der Form {0} passen nicht zu den Labels der Karte ({1})</translation>
    </message>
    <message>
        <source>the network answers with numbers that are not finite</source>
        <translation>das Netz antwortet mit Zahlen, die nicht endlich sind</translation>
    </message>
    <message>
        <source>output.kind: {0} to {1} are no probabilities</source>
        <translation>output.kind: {0} bis {1} sind keine Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>output.activation: probabilities that add up to {0} are not softmax's</source>
        <translation>output.activation: Wahrscheinlichkeiten mit der Summe {0} sind nicht die eines Softmax</translation>
    </message>
    <message>
        <source>{0}: the test vector has outputs {1}, the network {2}</source>
        <translation>{0}: der Testvektor hat Ausgaben {1}, das Netz {2}</translation>
    </message>
    <message>
        <source>{0}: the card has no test vector</source>
        <translation>{0}: die Karte hat keinen Testvektor</translation>
    </message>
    <message>
        <source>stored is {0} of shape {1}</source>
        <translation>stored ist {0} der Form {1}</translation>
    </message>
    <message>
        <source>stored and outputs must be finite numbers</source>
        <translation>stored und outputs müssen endliche Zahlen sein</translation>
    </message>
    <message>
        <source>spacing is not one length a dimension</source>
        <translation>spacing ist nicht eine Länge je Dimension</translation>
    </message>
    <message>
        <source>too large</source>
        <translation>zu groß</translation>
    </message>
    <message>
        <source>not the file that the card was written for: SHA-256 differs</source>
        <translation>nicht die Datei, für die die Karte geschrieben wurde: anderer SHA-256</translation>
    </message>
    <message>
        <source>{0}: the test vector {1} is missing</source>
        <translation>{0}: der Testvektor {1} fehlt</translation>
    </message>
    <message>
        <source>{0}: the test vector {1} cannot be used ({2})</source>
        <translation>{0}: der Testvektor {1} lässt sich nicht benutzen ({2})</translation>
    </message>
    <message>
        <source>{0} is not one number</source>
        <translation>{0} ist nicht eine Zahl</translation>
    </message>
    <message>
        <source>{0}: holds a {1}, not weights by name</source>
        <translation>{0}: enthält {1}, keine Gewichte mit Namen</translation>
    </message>
    <message>
        <source>{0}: refused, it holds more than weights ({1})</source>
        <translation>{0}: abgelehnt, es enthält mehr als Gewichte ({1})</translation>
    </message>
    <message>
        <source>a date is written like 2024-03-01</source>
        <translation>ein Datum schreibt sich wie 2024-03-01</translation>
    </message>
    <message>
        <source>a name that no other archive has</source>
        <translation>ein Name, den kein anderes Archiv hat</translation>
    </message>
    <message>
        <source>{0} does not fit this image: {1}</source>
        <translation>{0} passt nicht zu diesem Bild: {1}</translation>
    </message>
    <message>
        <source>{0}: holds {1} already; choose another folder</source>
        <translation>{0}: enthält schon {1}; wählen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>NumPy (*.npz)</source>
        <translation>NumPy (*.npz)</translation>
    </message>
    <message>
        <source>is another model's short name</source>
        <translation>ist der Kurzname eines anderen Modells</translation>
    </message>
    <message>
        <source>a number is needed, or several with commas between them, such as 0.485, 0.456, 0.406</source>
        <translation>eine Zahl wird gebraucht, oder mehrere mit Kommas dazwischen, wie 0.485, 0.456, 0.406</translation>
    </message>
    <message>
        <source>label {0}: {1}</source>
        <translation>Label {0}: {1}</translation>
    </message>
    <message>
        <source>a whole number is needed</source>
        <translation>eine ganze Zahl wird gebraucht</translation>
    </message>
    <message>
        <source>one number is needed, or one for each of the {0} channels</source>
        <translation>eine Zahl wird gebraucht, oder eine für jeden der {0} Kanäle</translation>
    </message>
    <message>
        <source>Looking into the model</source>
        <translation>Das Modell wird angesehen</translation>
    </message>
    <message>
        <source>Checking the model</source>
        <translation>Das Modell wird geprüft</translation>
    </message>
    <message>
        <source>Keeping the model</source>
        <translation>Das Modell wird behalten</translation>
    </message>
    <message>
        <source>Removing copies</source>
        <translation>Kopien werden entfernt</translation>
    </message>
    <message>
        <source>Reading the image</source>
        <translation>Das Bild wird gelesen</translation>
    </message>
    <message>
        <source>Computing the preview</source>
        <translation>Die Vorschau wird berechnet</translation>
    </message>
    <message>
        <source>{0}: cannot be copied ({1})</source>
        <translation>{0}: kann nicht kopiert werden ({1})</translation>
    </message>
    <message>
        <source>a model with its card, {0}</source>
        <translation>ein Modell mit seiner Karte, {0}</translation>
    </message>
    <message>
        <source>{0}: larger than {1} MiB</source>
        <translation>{0}: größer als {1} MiB</translation>
    </message>
    <message>
        <source>Preprocessing: {0}. Results will say so until a test vector passes.</source>
        <translation>Vorverarbeitung: {0}. So steht es in Ergebnissen, bis ein Testvektor besteht.</translation>
    </message>
    <message>
        <source>Or drop it on the program's window. A model is never run before it has been looked into.</source>
        <translation>Oder ziehen Sie es auf das Fenster des Programms. Ein Modell wird nie ausgeführt, bevor hineingesehen wurde.</translation>
    </message>
    <message>
        <source>Fill in its card on the next page.</source>
        <translation>Füllen Sie auf der nächsten Seite seine Karte aus.</translation>
    </message>
    <message>
        <source>It has a card; look it over.</source>
        <translation>Es hat eine Karte; sehen Sie sie durch.</translation>
    </message>
    <message>
        <source>{0} can be opened</source>
        <translation>{0} kann geöffnet werden</translation>
    </message>
    <message>
        <source>The model is loaded and asked in a process of its own, with limits on time and memory.</source>
        <translation>Das Modell wird in einem eigenen Prozess geladen und gefragt, mit Grenzen für Zeit und Speicher.</translation>
    </message>
    <message>
        <source>Not passed: {0}. Read what that means before you import it.</source>
        <translation>Nicht bestanden: {0}. Lesen Sie, was das bedeutet, bevor Sie es importieren.</translation>
    </message>
    <message>
        <source>The model can be attacked</source>
        <translation>Das Modell kann angegriffen werden</translation>
    </message>
    <message>
        <source>Import it: it appears in the list of models.</source>
        <translation>Importieren Sie es: Es erscheint in der Liste der Modelle.</translation>
    </message>
    <message>
        <source>Preprocessing: test vector passes. Results will say so.</source>
        <translation>Vorverarbeitung: Testvektor besteht. So steht es in Ergebnissen.</translation>
    </message>
    <message>
        <source>The test vector does not pass. {0}</source>
        <translation>Der Testvektor besteht nicht. {0}</translation>
    </message>
    <message>
        <source>Looking into {0}…</source>
        <translation>{0} wird angesehen …</translation>
    </message>
    <message>
        <source>It is opened in a process of its own, with limits.</source>
        <translation>Es wird in einem eigenen Prozess geöffnet, mit Grenzen.</translation>
    </message>
    <message>
        <source>{0} is not opened</source>
        <translation>{0} wird nicht geöffnet</translation>
    </message>
    <message>
        <source>Choose a file or a folder to go on.</source>
        <translation>Wählen Sie eine Datei oder einen Ordner, um weiterzumachen.</translation>
    </message>
    <message>
        <source>Choose a model file or a folder</source>
        <translation>Wählen Sie eine Modelldatei oder einen Ordner</translation>
    </message>
    <message>
        <source>Checking the model…</source>
        <translation>Das Modell wird geprüft …</translation>
    </message>
    <message>
        <source>Keeping the model…</source>
        <translation>Das Modell wird behalten …</translation>
    </message>
    <message>
        <source>The model cannot be imported like this</source>
        <translation>So kann das Modell nicht importiert werden</translation>
    </message>
    <message>
        <source>The checks have not been made</source>
        <translation>Die Prüfungen wurden nicht gemacht</translation>
    </message>
    <message>
        <source>This model cannot be attacked</source>
        <translation>Dieses Modell kann nicht angegriffen werden</translation>
    </message>
    <message>
        <source>The model can be attacked, with a reservation</source>
        <translation>Das Modell kann angegriffen werden, mit einem Vorbehalt</translation>
    </message>
    <message>
        <source>AUC against the originals</source>
        <translation>AUC gegen die Originale</translation>
    </message>
    <message>
        <source>the study has no originals to compare with</source>
        <translation>die Studie hat keine Originale zum Vergleich</translation>
    </message>
    <message>
        <source>no reader has finished</source>
        <translation>kein Leser ist fertig</translation>
    </message>
    <message>
        <source>readers and cases</source>
        <translation>Leser und Fälle</translation>
    </message>
    <message>
        <source>readers and cases like these</source>
        <translation>Leser und Fälle wie diese</translation>
    </message>
    <message>
        <source>this reader alone, and cases like these</source>
        <translation>diesen Leser allein, und Fälle wie diese</translation>
    </message>
    <message>
        <source>share right</source>
        <translation>Anteil richtig</translation>
    </message>
    <message>
        <source>the design</source>
        <translation>der Entwurf</translation>
    </message>
    <message>
        <source>has no image of whole numbers</source>
        <translation>hat kein Bild aus ganzen Zahlen</translation>
    </message>
    <message>
        <source>is a volume; a study shows single images</source>
        <translation>ist ein Volumen; eine Studie zeigt einzelne Bilder</translation>
    </message>
    <message>
        <source>the attack changed nothing, so its arms are the same</source>
        <translation>der Angriff hat nichts geändert, seine Arme sind also gleich</translation>
    </message>
    <message>
        <source>is stored at its full size</source>
        <translation>lässt sich in voller Größe speichern</translation>
    </message>
    <message>
        <source>leaves the model's answer as it was</source>
        <translation>lässt die Antwort des Modells, wie sie war</translation>
    </message>
    <message>
        <source>{0}: no {1} {2}; leave this case or that arm out</source>
        <translation>{0}: keines der {1} {2}; lassen Sie diesen Fall oder diesen Arm weg</translation>
    </message>
    <message>
        <source>{0} (model scores: {1})</source>
        <translation>{0} (Modellwerte: {1})</translation>
    </message>
    <message>
        <source>{0} with the model's answer to the {1} image</source>
        <translation>{0} mit der Antwort des Modells auf das Bild {1}</translation>
    </message>
    <message>
        <source>arms: two arms are the same</source>
        <translation>arms: zwei Arme sind gleich</translation>
    </message>
    <message>
        <source>arms: a choice of two needs the arm original, one or more others, and no model's answers</source>
        <translation>arms: eine Wahl aus zweien braucht den Arm original, einen oder mehrere andere und keine Antworten des Modells</translation>
    </message>
    <message>
        <source>nothing found</source>
        <translation>nichts gefunden</translation>
    </message>
    <message>
        <source>{0}: is there already; name another folder</source>
        <translation>{0}: gibt es schon; nennen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>the design makes no study: {0}</source>
        <translation>aus dem Entwurf wird keine Studie: {0}</translation>
    </message>
    <message>
        <source>cases: {0}: the truth of {1} is missing</source>
        <translation>cases: {0}: die Wahrheit zu {1} fehlt</translation>
    </message>
    <message>
        <source>{0}: is damaged or no database of this program ({1}); it was left as it is</source>
        <translation>{0}: ist beschädigt oder keine Datenbank dieses Programms ({1}); sie blieb, wie sie ist</translation>
    </message>
    <message>
        <source>{0}: is missing</source>
        <translation>{0}: fehlt</translation>
    </message>
    <message>
        <source>{0}: is of version {1}; this program knows {2}s up to {3}: update it</source>
        <translation>{0}: hat Version {1}; dieses Programm kennt {2} bis {3}: aktualisieren Sie es</translation>
    </message>
    <message>
        <source>{0}: its tables or triggers are not this program's; it was left as it is</source>
        <translation>{0}: Tabellen oder Trigger sind nicht die dieses Programms; sie blieb, wie sie ist</translation>
    </message>
    <message>
        <source>{0}: is in use by another program</source>
        <translation>{0}: wird von einem anderen Programm benutzt</translation>
    </message>
    <message>
        <source>{0}: is no {1} of this program</source>
        <translation>{0}: ist dieses Programms {1} nicht</translation>
    </message>
    <message>
        <source>{0}: is damaged ({1}); it was left as it is</source>
        <translation>{0}: ist beschädigt ({1}); sie blieb, wie sie ist</translation>
    </message>
    <message>
        <source>{0}: is not the key that this study was built with</source>
        <translation>{0}: ist nicht der Schlüssel, mit dem diese Studie gebaut wurde</translation>
    </message>
    <message>
        <source>{0}: is not the key of a study</source>
        <translation>{0}: ist nicht der Schlüssel einer Studie</translation>
    </message>
    <message>
        <source>case library</source>
        <translation>Fallbibliothek</translation>
    </message>
    <message>
        <source>{0}: holds other files than a case library</source>
        <translation>{0}: enthält andere Dateien als eine Fallbibliothek</translation>
    </message>
    <message>
        <source>{0}: {1} is larger than it may be</source>
        <translation>{0}: {1} ist größer als erlaubt</translation>
    </message>
    <message>
        <source>{0}: the case {1} is missing or has changed</source>
        <translation>{0}: der Fall {1} fehlt oder hat sich verändert</translation>
    </message>
    <message>
        <source>{0}: {1} does not belong to its cases</source>
        <translation>{0}: {1} gehört nicht zu seinen Fällen</translation>
    </message>
    <message>
        <source>{0}: the case {1} has changed</source>
        <translation>{0}: der Fall {1} hat sich verändert</translation>
    </message>
    <message>
        <source>{0}: is no case library, or damaged ({1})</source>
        <translation>{0}: ist keine Fallbibliothek oder beschädigt ({1})</translation>
    </message>
    <message>
        <source>{0}: cannot be taken in ({1})</source>
        <translation>{0}: kann nicht aufgenommen werden ({1})</translation>
    </message>
    <message>
        <source>{0}: case.npz of {1}: {2}</source>
        <translation>{0}: case.npz von {1}: {2}</translation>
    </message>
    <message>
        <source>is no image as this program writes them into a study</source>
        <translation>ist kein Bild, wie dieses Programm sie in eine Studie schreibt</translation>
    </message>
    <message>
        <source>a plan is for a detection, a diagnosis or a choice of two</source>
        <translation>ein Plan ist für eine Erkennung, eine Diagnose oder eine Wahl aus zweien da</translation>
    </message>
    <message>
        <source>the expected figure must be from 0.5 to below 1</source>
        <translation>die erwartete Kennzahl muss von 0.5 bis unter 1 liegen</translation>
    </message>
    <message>
        <source>the readers must be from 1 to {0}</source>
        <translation>die Zahl der Leser muss von 1 bis {0} sein</translation>
    </message>
    <message>
        <source>the cases must be from 2 to {0}</source>
        <translation>die Zahl der Fälle muss von 2 bis {0} sein</translation>
    </message>
    <message>
        <source>the share of positives must be between 0 and 1</source>
        <translation>der Anteil mit Befund muss zwischen 0 und 1 liegen</translation>
    </message>
    <message>
        <source>a diagnosis needs cases with the finding and cases without</source>
        <translation>eine Diagnose braucht Fälle mit dem Befund und Fälle ohne ihn</translation>
    </message>
    <message>
        <source>the difference must be above 0, at most 0.5</source>
        <translation>der Unterschied muss über 0 und höchstens 0.5 sein</translation>
    </message>
    <message>
        <source>the margin must be above 0, at most 0.5</source>
        <translation>die Grenze muss über 0 und höchstens 0.5 sein</translation>
    </message>
    <message>
        <source>a diagnosis is not compared with guessing</source>
        <translation>eine Diagnose wird nicht mit dem Raten verglichen</translation>
    </message>
    <message>
        <source>an expected figure of 0.5 cannot show a difference from guessing</source>
        <translation>eine erwartete Kennzahl von 0.5 kann keinen Unterschied zum Raten zeigen</translation>
    </message>
    <message>
        <source>the third correlation must be the smallest, and each from 0 to below 1</source>
        <translation>die dritte Korrelation muss die kleinste sein, und jede von 0 bis unter 1</translation>
    </message>
    <message>
        <source>these correlations contradict each other</source>
        <translation>diese Korrelationen widersprechen einander</translation>
    </message>
    <message>
        <source>the standard deviations must be from 0 to 0.5</source>
        <translation>die Standardabweichungen müssen von 0 bis 0.5 sein</translation>
    </message>
    <message>
        <source>the wanted power must be above 0.05 and below 1</source>
        <translation>die gewünschte Power muss über 0.05 und unter 1 sein</translation>
    </message>
    <message>
        <source>the pilot study has no task {0}</source>
        <translation>die Vorstudie hat keine Aufgabe {0}</translation>
    </message>
    <message>
        <source>a pilot study needs two readers who have finished, and no open review</source>
        <translation>eine Vorstudie braucht zwei Leser, die fertig sind, und keine offene Begutachtung</translation>
    </message>
    <message>
        <source>a pilot study of one arm tells nothing of the difference of two</source>
        <translation>eine Vorstudie mit einem Arm sagt nichts über den Unterschied zweier</translation>
    </message>
    <message>
        <source>the protocol</source>
        <translation>das Protokoll</translation>
    </message>
    <message>
        <source>a protocol is a JSON object</source>
        <translation>ein Protokoll ist ein JSON-Objekt</translation>
    </message>
    <message>
        <source>schema_version: {0} is not {1}</source>
        <translation>schema_version: {0} ist nicht {1}</translation>
    </message>
    <message>
        <source>cases: all are for practice</source>
        <translation>cases: alle sind zur Übung</translation>
    </message>
    <message>
        <source>cases: each needs the same number of items</source>
        <translation>cases: jeder braucht gleich viele items</translation>
    </message>
    <message>
        <source>order.gap: {0} is too many for {1} cases</source>
        <translation>order.gap: {0} ist zu viel für {1} Fälle</translation>
    </message>
    <message>
        <source>order.repeats: more than there are cases</source>
        <translation>order.repeats: mehr, als es Fälle gibt</translation>
    </message>
    <message>
        <source>cases: the code {0} is there twice</source>
        <translation>cases: den Code {0} gibt es zweimal</translation>
    </message>
    <message>
        <source>tasks: all must be of one kind; another kind is another study</source>
        <translation>tasks: alle müssen von einer Art sein; eine andere Art ist eine andere Studie</translation>
    </message>
    <message>
        <source>tasks: two have the same id</source>
        <translation>tasks: zwei haben dieselbe id</translation>
    </message>
    <message>
        <source>cases: item {0} needs {1}</source>
        <translation>cases: item {0} braucht {1}</translation>
    </message>
    <message>
        <source>cases: arms are named in an open review alone, and there they must be</source>
        <translation>cases: Arme stehen nur in einer offenen Begutachtung, und dort müssen sie stehen</translation>
    </message>
    <message>
        <source>cases: {0} has more than {1} million pixels</source>
        <translation>cases: {0} hat mehr als {1} Millionen Pixel</translation>
    </message>
    <message>
        <source>cases: lowest must be below highest in {0}</source>
        <translation>cases: lowest muss in {0} unter highest liegen</translation>
    </message>
    <message>
        <source>cases: a table belongs to the window function LUT, in {0}</source>
        <translation>cases: eine Tabelle gehört zur Fensterfunktion LUT, in {0}</translation>
    </message>
    <message>
        <source>tasks: {0} needs a scale</source>
        <translation>tasks: {0} braucht eine Skala</translation>
    </message>
    <message>
        <source>tasks: a finding belongs to a diagnosis, and is needed there ({0})</source>
        <translation>tasks: ein Befund gehört zu einer Diagnose und wird dort gebraucht ({0})</translation>
    </message>
    <message>
        <source>tasks: choices belong to an open review ({0})</source>
        <translation>tasks: choices gehören zu einer offenen Begutachtung ({0})</translation>
    </message>
    <message>
        <source>tasks: the threshold of {0} is not on its scale</source>
        <translation>tasks: die Schwelle von {0} liegt nicht auf ihrer Skala</translation>
    </message>
    <message>
        <source>two pictures</source>
        <translation>zwei Bilder</translation>
    </message>
    <message>
        <source>one picture</source>
        <translation>ein Bild</translation>
    </message>
    <message>
        <source>iMRMC and MRMCaov take ratings of a detection or a diagnosis; this study has none</source>
        <translation>iMRMC und MRMCaov brauchen Bewertungen einer Erkennung oder einer Diagnose; diese Studie hat keine</translation>
    </message>
    <message>
        <source>case {0} is {1}</source>
        <translation>Fall {0} ist {1}</translation>
    </message>
    <message>
        <source>{0}: readings are written as .csv, .imrmc, .json or .sqlite</source>
        <translation>{0}: Lesungen werden als .csv, .imrmc, .json oder .sqlite geschrieben</translation>
    </message>
    <message>
        <source>{0}: a table names arms and truth, which stand in the key; name that, too</source>
        <translation>{0}: eine Tabelle nennt Arme und Wahrheit, die im Schlüssel stehen; nennen Sie auch ihn</translation>
    </message>
    <message>
        <source>turned by 180 degrees</source>
        <translation>um 180 Grad gedreht</translation>
    </message>
    <message>
        <source>mirrored left to right</source>
        <translation>von links nach rechts gespiegelt</translation>
    </message>
    <message>
        <source>mirrored top to bottom</source>
        <translation>von oben nach unten gespiegelt</translation>
    </message>
    <message>
        <source>random phases {0} of seed {1}</source>
        <translation>zufällige Phasen {0} zum Startwert {1}</translation>
    </message>
    <message>
        <source>random signs {0} of seed {1}</source>
        <translation>Zufallsvorzeichen {0} aus Startwert {1}</translation>
    </message>
    <message>
        <source>, signs changed</source>
        <translation>, Vorzeichen geändert</translation>
    </message>
    <message>
        <source>store of readings</source>
        <translation>Lesungsspeicher</translation>
    </message>
    <message>
        <source>does not match its checksum</source>
        <translation>passt nicht zu seiner Prüfsumme</translation>
    </message>
    <message>
        <source>{0}: no reader has the code {1}</source>
        <translation>{0}: kein Leser hat die Kennung {1}</translation>
    </message>
    <message>
        <source>{0}: holds readings of another protocol ({1}, {2}); a protocol is not changed after its first reading</source>
        <translation>{0}: enthält Lesungen nach einem anderen Protokoll ({1}, {2}); ein Protokoll wird nach der ersten Lesung nicht geändert</translation>
    </message>
    <message>
        <source>{0}: a reading of another protocol is refused</source>
        <translation>{0}: eine Lesung nach einem anderen Protokoll wird abgelehnt</translation>
    </message>
    <message>
        <source>{0}: a reading of another reader is refused</source>
        <translation>{0}: eine Lesung eines anderen Lesers wird abgelehnt</translation>
    </message>
    <message>
        <source>{0}: the code {1} is another reader's already</source>
        <translation>{0}: die Kennung {1} hat schon ein anderer Leser</translation>
    </message>
    <message>
        <source>{0}: reading {1} is damaged ({2})</source>
        <translation>{0}: Lesung {1} ist beschädigt ({2})</translation>
    </message>
    <message>
        <source>{0}: is of another study than {1}</source>
        <translation>{0}: ist von einer anderen Studie als {1}</translation>
    </message>
    <message>
        <source>{0}: a reading of {1} is there in two versions</source>
        <translation>{0}: eine Lesung von {1} gibt es in zwei Fassungen</translation>
    </message>
    <message>
        <source>{0}: holds other files than its protocol names</source>
        <translation>{0}: enthält andere Dateien, als sein Protokoll nennt</translation>
    </message>
    <message>
        <source>{0}: {1} is larger than any protocol</source>
        <translation>{0}: {1} ist größer als jedes Protokoll</translation>
    </message>
    <message>
        <source>{0}: is no study, or damaged ({1})</source>
        <translation>{0}: ist keine Studie oder beschädigt ({1})</translation>
    </message>
    <message>
        <source>{0}: is no study ({1}: {2})</source>
        <translation>{0}: ist keine Studie ({1}: {2})</translation>
    </message>
    <message>
        <source>{0}: the image {1} is missing or damaged</source>
        <translation>{0}: das Bild {1} fehlt oder ist beschädigt</translation>
    </message>
    <message>
        <source>has changed since the study was built</source>
        <translation>hat sich verändert, seit die Studie gebaut wurde</translation>
    </message>
    <message>
        <source>{0}: the image {1} is damaged</source>
        <translation>{0}: das Bild {1} ist beschädigt</translation>
    </message>
    <message>
        <source>a reader's code is 1 to 32 letters, digits, dashes and underscores</source>
        <translation>eine Kennung hat 1 bis 32 Buchstaben, Ziffern, Striche und Unterstriche</translation>
    </message>
    <message>
        <source>the data of the reader {0} were removed; take another code</source>
        <translation>die Daten des Lesers {0} wurden entfernt; nehmen Sie eine andere Kennung</translation>
    </message>
    <message>
        <source>{0}: choose one of {1}</source>
        <translation>{0}: wählen Sie eines aus {1}</translation>
    </message>
    <message>
        <source>{0}: takes no marks</source>
        <translation>{0}: nimmt keine Markierungen</translation>
    </message>
    <message>
        <source>each task needs one answer</source>
        <translation>jede Aufgabe braucht eine Antwort</translation>
    </message>
    <message>
        <source>{0}: {1} is not on the scale from {2} to {3}</source>
        <translation>{0}: {1} liegt nicht auf der Skala von {2} bis {3}</translation>
    </message>
    <message>
        <source>needs a</source>
        <translation>braucht eine</translation>
    </message>
    <message>
        <source>takes no</source>
        <translation>nimmt keine</translation>
    </message>
    <message>
        <source>choose left or right</source>
        <translation>wählen Sie links oder rechts</translation>
    </message>
    <message>
        <source>has no sides</source>
        <translation>hat keine Seiten</translation>
    </message>
    <message>
        <source>{0} images are more than the {1} of the largest cohort</source>
        <translation>{0} Bilder sind mehr als die {1} der größten Kohorte</translation>
    </message>
    <message>
        <source> ({0} skipped; {1}: {2})</source>
        <translation> ({0} übergangen; {1}: {2})</translation>
    </message>
    <message>
        <source>{0}: names no image{1}</source>
        <translation>{0}: nennt kein Bild{1}</translation>
    </message>
    <message>
        <source>--slices {0}: write all, middle, or a number</source>
        <translation>--slices {0}: schreiben Sie all, middle oder eine Zahl</translation>
    </message>
    <message>
        <source>--limit must be at least 1</source>
        <translation>--limit muss mindestens 1 sein</translation>
    </message>
    <message>
        <source>images without truth: each model's own answer is the reference</source>
        <translation>Bilder ohne Wahrheit: die eigene Antwort jedes Modells ist die Referenz</translation>
    </message>
    <message>
        <source>{0}: there is no such file or folder</source>
        <translation>{0}: es gibt keine solche Datei und keinen solchen Ordner</translation>
    </message>
    <message>
        <source>none at all</source>
        <translation>gar keine</translation>
    </message>
    <message>
        <source>--split {0}: no image is of this split; there are: {1}</source>
        <translation>--split {0}: kein Bild ist aus diesem Split; es gibt: {1}</translation>
    </message>
    <message>
        <source>none of the volumes can be read: {0}</source>
        <translation>keines der Volumen kann gelesen werden: {0}</translation>
    </message>
    <message>
        <source>the manifest</source>
        <translation>das Manifest</translation>
    </message>
    <message>
        <source>image name</source>
        <translation>image name</translation>
    </message>
    <message>
        <source>retinopathy grade</source>
        <translation>retinopathy grade</translation>
    </message>
    <message>
        <source>row {0}: a box has no area</source>
        <translation>Zeile {0}: eine Box hat keine Fläche</translation>
    </message>
    <message>
        <source>{0}: a table of more than {1} MiB</source>
        <translation>{0}: eine Tabelle von mehr als {1} MiB</translation>
    </message>
    <message>
        <source>{0}: the table is not in UTF-8</source>
        <translation>{0}: die Tabelle ist nicht in UTF-8</translation>
    </message>
    <message>
        <source>{0}: not a table ({1})</source>
        <translation>{0}: keine Tabelle ({1})</translation>
    </message>
    <message>
        <source>{0}: there is no column of images (one of {1})</source>
        <translation>{0}: es gibt keine Spalte der Bilder (eine von {1})</translation>
    </message>
    <message>
        <source>a table of boxes</source>
        <translation>eine Tabelle von Boxen</translation>
    </message>
    <message>
        <source>frame {0} is no number</source>
        <translation>frame {0} ist keine Zahl</translation>
    </message>
    <message>
        <source>is listed twice; the first row counts</source>
        <translation>steht zweimal da; die erste Zeile zählt</translation>
    </message>
    <message>
        <source>row {0}: a corner of a box is no number</source>
        <translation>Zeile {0}: eine Ecke einer Box ist keine Zahl</translation>
    </message>
    <message>
        <source>names no file, or one outside the table's folder</source>
        <translation>nennt keine Datei oder eine außerhalb des Ordners der Tabelle</translation>
    </message>
    <message>
        <source>there are several files of this name</source>
        <translation>es gibt mehrere Dateien dieses Namens</translation>
    </message>
    <message>
        <source>{0}: holds more than {1} pictures</source>
        <translation>{0}: enthält mehr als {1} Bilder</translation>
    </message>
    <message>
        <source>{0}: a table of more than {1} rows</source>
        <translation>{0}: eine Tabelle von mehr als {1} Zeilen</translation>
    </message>
    <message>
        <source>a table of masks</source>
        <translation>eine Tabelle von Masken</translation>
    </message>
    <message>
        <source>a table</source>
        <translation>eine Tabelle</translation>
    </message>
    <message>
        <source>no file can have this name</source>
        <translation>keine Datei kann so heißen</translation>
    </message>
    <message>
        <source>its mask lies outside the table's folder</source>
        <translation>seine Maske liegt außerhalb des Ordners der Tabelle</translation>
    </message>
    <message>
        <source>it has no mask</source>
        <translation>es hat keine Maske</translation>
    </message>
    <message>
        <source>a row without a name</source>
        <translation>eine Zeile ohne Namen</translation>
    </message>
    <message>
        <source>its list of boxes is too long</source>
        <translation>seine Liste von Boxen ist zu lang</translation>
    </message>
    <message>
        <source>its list of boxes cannot be read</source>
        <translation>seine Liste von Boxen ist nicht lesbar</translation>
    </message>
    <message>
        <source>its list of boxes holds a line that is none</source>
        <translation>seine Liste von Boxen enthält eine Zeile, die keine ist</translation>
    </message>
    <message>
        <source>a box has no area</source>
        <translation>eine Box hat keine Fläche</translation>
    </message>
    <message>
        <source>a folder of masks</source>
        <translation>ein Ordner von Masken</translation>
    </message>
    <message>
        <source>there is no list of boxes beside it</source>
        <translation>daneben liegt keine Liste von Boxen</translation>
    </message>
    <message>
        <source>boxes in parts of the picture</source>
        <translation>Boxen in Teilen des Bildes</translation>
    </message>
    <message>
        <source>boxes in pixels</source>
        <translation>Boxen in Pixeln</translation>
    </message>
    <message>
        <source>there are several masks of its name</source>
        <translation>es gibt mehrere Masken seines Namens</translation>
    </message>
    <message>
        <source>row {0}: its label is none of: {1}</source>
        <translation>Zeile {0}: ihr Label ist keines von: {1}</translation>
    </message>
    <message>
        <source>the label of a box is none of: {0}</source>
        <translation>das Label einer Box ist keines von: {0}</translation>
    </message>
    <message>
        <source>a cohort needs a model and an attack at least</source>
        <translation>eine Kohorte braucht mindestens ein Modell und einen Angriff</translation>
    </message>
    <message>
        <source>{0}: looks at whole series; a cohort is made of single images</source>
        <translation>{0}: sieht ganze Serien an; eine Kohorte besteht aus einzelnen Bildern</translation>
    </message>
    <message>
        <source>a cohort's attack has no {0}</source>
        <translation>der Angriff einer Kohorte hat kein {0}</translation>
    </message>
    <message>
        <source>steps and restarts must be at least 1</source>
        <translation>Schritte und Neustarts müssen mindestens 1 sein</translation>
    </message>
    <message>
        <source>{0} is not the model that the cohort was begun with; name another folder</source>
        <translation>{0} ist nicht das Modell, mit dem die Kohorte begonnen wurde; nennen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>the cohort runs {0} of another package; name another folder</source>
        <translation>die Kohorte führt {0} aus einem anderen Paket aus; nennen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>{0} does not know the norm {1}</source>
        <translation>{0} kennt die Norm {1} nicht</translation>
    </message>
    <message>
        <source>{0} fits none of the models: {1}</source>
        <translation>{0} passt zu keinem der Modelle: {1}</translation>
    </message>
    <message>
        <source>id {0} names two images</source>
        <translation>id {0} nennt zwei Bilder</translation>
    </message>
    <message>
        <source>no image is left ({0}: {1})</source>
        <translation>kein Bild bleibt übrig ({0}: {1})</translation>
    </message>
    <message>
        <source>a cohort needs images</source>
        <translation>eine Kohorte braucht Bilder</translation>
    </message>
    <message>
        <source>the same image with the same truth is there already</source>
        <translation>dasselbe Bild mit derselben Wahrheit gibt es schon</translation>
    </message>
    <message>
        <source>the cohort was begun by another version of the program (algorithm {0}, here {1}); name another folder</source>
        <translation>die Kohorte wurde mit einer anderen Version des Programms begonnen (Algorithmus {0}, hier {1}); nennen Sie einen anderen Ordner</translation>
    </message>
    <message>
        <source>the cohort was given away without {0}, which says where its images lie</source>
        <translation>die Kohorte wurde ohne {0} weitergegeben, worin steht, wo ihre Bilder liegen</translation>
    </message>
    <message>
        <source>{0}: there is no {1}; not the folder of a cohort</source>
        <translation>{0}: es gibt kein {1}; nicht der Ordner einer Kohorte</translation>
    </message>
    <message>
        <source>{0}: not the folder of an attack ({1})</source>
        <translation>{0}: nicht der Ordner eines Angriffs ({1})</translation>
    </message>
    <message>
        <source>{0}: another run is at work in this folder</source>
        <translation>{0}: in diesem Ordner arbeitet ein anderer Lauf</translation>
    </message>
    <message>
        <source>{0}: cannot be tidied ({1})</source>
        <translation>{0}: lässt sich nicht aufräumen ({1})</translation>
    </message>
    <message>
        <source>{0}; what is finished is kept</source>
        <translation>{0}; was fertig ist, bleibt</translation>
    </message>
    <message>
        <source>{0}: there is no cohort in this folder</source>
        <translation>{0}: in diesem Ordner liegt keine Kohorte</translation>
    </message>
    <message>
        <source>the answer of the process is none</source>
        <translation>die Antwort des Prozesses ist keine</translation>
    </message>
    <message>
        <source>needs more memory than there is</source>
        <translation>braucht mehr Speicher, als da ist</translation>
    </message>
    <message>
        <source>a fault of the program or of a library ({0})</source>
        <translation>ein Fehler des Programms oder einer Bibliothek ({0})</translation>
    </message>
    <message>
        <source>the file</source>
        <translation>die Datei</translation>
    </message>
    <message>
        <source>{0}: is not the model that the cohort was begun with</source>
        <translation>{0}: ist nicht das Modell, mit dem die Kohorte begonnen wurde</translation>
    </message>
    <message>
        <source>{0}: the cohort does not say where it lies</source>
        <translation>{0}: die Kohorte sagt nicht, wo es liegt</translation>
    </message>
    <message>
        <source>{0}: has changed since the cohort was begun</source>
        <translation>{0}: hat sich verändert, seit die Kohorte begonnen wurde</translation>
    </message>
    <message>
        <source>its label in the manifest is none of the model's: {0}</source>
        <translation>sein Label im Manifest ist keines des Modells: {0}</translation>
    </message>
    <message>
        <source>the cohort's folder, as it is seen here, holds another cohort</source>
        <translation>der Ordner der Kohorte, wie er hier zu sehen ist, enthält eine andere Kohorte</translation>
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
        <source>RESEARCH USE ONLY - NOT FOR DIAGNOSIS</source>
        <translation>NUR FORSCHUNG - NICHT ZUR DIAGNOSE</translation>
    </message>
    <message>
        <source>READER STUDY - NOT FOR DIAGNOSIS</source>
        <translation>LESERSTUDIE - NICHT ZUR DIAGNOSE</translation>
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
    <message>
        <source>The attacker here asks the model for its scores alone (black-box).</source>
        <translation>Der Angreifer fragt das Modell hier allein nach seinen Werten (Black Box).</translation>
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
        <source>Of menus, panels, dialogs, messages and help. Reports and result files are in English.</source>
        <translation>Von Menüs, Feldern, Dialogen, Meldungen und Hilfe. Berichte und Ergebnisdateien sind englisch.</translation>
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
        <source>There was nothing to lose, as the reference is empty; after {0} the model finds {1}, all invented.</source>
        <translation>Es gab nichts zu verlieren, denn die Referenz ist leer; nach {0} findet das Modell {1}, alles erfunden.</translation>
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
        <source>nothing</source>
        <translation>nichts</translation>
    </message>
    <message>
        <source>1 box</source>
        <translation>1 Box</translation>
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
        <source>The model found {0} before and {1} after {2}.</source>
        <translation>Das Modell fand vorher {0} und nach {2} {1}.</translation>
    </message>
    <message>
        <source>There was nothing to lose, as the reference is empty; the model finds nothing after {0} either.</source>
        <translation>Es gab nichts zu verlieren, denn die Referenz ist leer; auch nach {0} findet das Modell nichts.</translation>
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
        <source>1 pixel</source>
        <translation>1 Pixel</translation>
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
        <source>: it found {0} where the reference is empty</source>
        <translation>: es fand {0}, die Referenz ist leer</translation>
    </message>
    <message>
        <source>{0} boxes</source>
        <translation>{0} Boxen</translation>
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
        <source>{0} pixels</source>
        <translation>{0} Pixel</translation>
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
    <name>study</name>
    <message>
        <source>Figures over readers hold for readers and cases like these.</source>
        <translation>Zahlen über Leser gelten für Leser und Fälle wie diese.</translation>
    </message>
    <message>
        <source>original</source>
        <translation>Original</translation>
    </message>
    <message>
        <source>adversarial</source>
        <translation>adversarial</translation>
    </message>
    <message>
        <source>mirrored sham</source>
        <translation>Sham, gespiegelt</translation>
    </message>
    <message>
        <source>random-sign sham</source>
        <translation>Sham, Zufallsvorzeichen</translation>
    </message>
    <message>
        <source>{0} shown with the model's answer to {1}</source>
        <translation>{0}, gezeigt mit der Antwort des Modells auf {1}</translation>
    </message>
    <message>
        <source>the originals</source>
        <translation>die Originale</translation>
    </message>
    <message>
        <source>the adversarial images</source>
        <translation>die adversarialen Bilder</translation>
    </message>
    <message>
        <source>the mirrored shams</source>
        <translation>die gespiegelten Scheinstörungen</translation>
    </message>
    <message>
        <source>the shams with random signs</source>
        <translation>die Scheinstörungen mit zufälligen Vorzeichen</translation>
    </message>
    <message>
        <source>AUC</source>
        <translation>AUC</translation>
    </message>
    <message>
        <source>AUC against the originals</source>
        <translation>AUC gegen die Originale</translation>
    </message>
    <message>
        <source>share right</source>
        <translation>Anteil der richtigen</translation>
    </message>
    <message>
        <source>Detection</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>Diagnosis</source>
        <translation>Diagnose</translation>
    </message>
    <message>
        <source>Choice of two</source>
        <translation>Wahl aus zweien</translation>
    </message>
    <message>
        <source>Open review, not blinded</source>
        <translation>Offene Durchsicht, nicht verblindet</translation>
    </message>
    <message>
        <source>These figures hold for this one reader, and for cases like these; of other readers nothing is known.</source>
        <translation>Diese Zahlen gelten für diesen einen Leser und für Fälle wie diese; von anderen Lesern ist nichts bekannt.</translation>
    </message>
    <message>
        <source>Readers do not see the change in {0}: this is shown, within the margin of {3}. Their {1} is {2}.</source>
        <translation>Leser sehen die Veränderung nicht – es geht um {0}: das ist gezeigt, innerhalb der Grenze von {3}. {1}: {2}.</translation>
    </message>
    <message>
        <source>It is not shown that readers see the change in {0}, nor that they do not: the study does not decide. Their {1} is {2}.</source>
        <translation>Für {0} ist weder gezeigt, dass Leser die Veränderung sehen, noch, dass sie sie nicht sehen: die Studie entscheidet es nicht. {1}: {2}.</translation>
    </message>
    <message>
        <source>It is not shown that readers see the change in {0}. Whether they do not see it was not tested: the protocol sets no margin. Their {1} is {2}.</source>
        <translation>Für {0} ist nicht gezeigt, dass Leser die Veränderung sehen. Ob sie sie nicht sehen, wurde nicht geprüft: das Protokoll setzt keine Grenze. {1}: {2}.</translation>
    </message>
    <message>
        <source>Nothing can be said of {0}: the figures of readers show no spread. Their {1} is {4}.</source>
        <translation>Über {0} lässt sich nichts sagen: die Zahlen der Leser streuen nicht. {1}: {4}.</translation>
    </message>
    <message>
        <source>{0} is higher with {1} than with {2}: by {3}.</source>
        <translation>{0}, höher für {1} als für {2}: um {3}.</translation>
    </message>
    <message>
        <source>Nobody has read this study yet.</source>
        <translation>Noch hat niemand diese Studie gelesen.</translation>
    </message>
    <message>
        <source>Interim: {0} of {1} readers have not finished and do not enter the figures over readers.</source>
        <translation>Zwischenstand: {0} von {1} Lesern sind nicht fertig und gehen nicht in die Zahlen über Leser ein.</translation>
    </message>
    <message>
        <source>No reader has finished.</source>
        <translation>Kein Leser ist fertig.</translation>
    </message>
    <message>
        <source>The study has no originals to compare with.</source>
        <translation>Die Studie hat keine Originale zum Vergleich.</translation>
    </message>
    <message>
        <source>There is no case with the finding, or none without it, so there is no curve.</source>
        <translation>Es gibt keinen Fall mit dem Befund oder keinen ohne ihn, also keine Kurve.</translation>
    </message>
    <message>
        <source>Readers who have finished</source>
        <translation>Leser, die fertig sind</translation>
    </message>
    <message>
        <source>no interval: the figures of readers show no spread</source>
        <translation>kein Intervall: die Zahlen der Leser streuen nicht</translation>
    </message>
    <message>
        <source>Readers see the change: they find {0} beside the originals. Their {1} is {2}.</source>
        <translation>Leser sehen die Veränderung: sie finden {0} neben den Originalen heraus. {1}: {2}.</translation>
    </message>
    <message>
        <source>Readers take the originals for {0} more often than chance would. Their {1} is {2}.</source>
        <translation>Leser halten die Originale öfter, als es der Zufall täte, für {0}. {1}: {2}.</translation>
    </message>
    <message>
        <source>Readers see the change in {0}, but by less than the margin of {3} from chance. Their {1} is {2}.</source>
        <translation>Leser sehen die Veränderung – es geht um {0} –, aber um weniger als die Grenze von {3} vom Zufall entfernt. {1}: {2}.</translation>
    </message>
    <message>
        <source>Readers see the change: they tell {0} from the originals. Their {1} is {2}.</source>
        <translation>Leser sehen die Veränderung: sie unterscheiden {0} von den Originalen. {1}: {2}.</translation>
    </message>
    <message>
        <source>Readers call the originals altered more readily than {0}. Their {1} is {2}.</source>
        <translation>Leser nennen eher die Originale verändert als {0}. {1}: {2}.</translation>
    </message>
    <message>
        <source>{0} is lower with {1} than with {2}: by {3}.</source>
        <translation>{0}, niedriger für {1} als für {2}: um {3}.</translation>
    </message>
    <message>
        <source>not read</source>
        <translation>nicht gelesen</translation>
    </message>
    <message>
        <source>open review</source>
        <translation>offene Durchsicht</translation>
    </message>
    <message>
        <source>no reader has finished</source>
        <translation>kein Leser ist fertig</translation>
    </message>
    <message>
        <source>no figure</source>
        <translation>keine Zahl</translation>
    </message>
    <message>
        <source>differs, within the margin</source>
        <translation>verschieden, innerhalb der Grenze</translation>
    </message>
    <message>
        <source>alike within the margin</source>
        <translation>gleich innerhalb der Grenze</translation>
    </message>
    <message>
        <source>not decided</source>
        <translation>nicht entschieden</translation>
    </message>
    <message>
        <source>no difference shown</source>
        <translation>kein Unterschied gezeigt</translation>
    </message>
    <message>
        <source>no spread</source>
        <translation>keine Streuung</translation>
    </message>
    <message>
        <source>differs</source>
        <translation>verschieden</translation>
    </message>
    <message>
        <source>seen</source>
        <translation>gesehen</translation>
    </message>
    <message>
        <source>below chance</source>
        <translation>unter dem Zufall</translation>
    </message>
    <message>
        <source>seen, within the margin</source>
        <translation>gesehen, innerhalb der Grenze</translation>
    </message>
    <message>
        <source>not seen, within the margin</source>
        <translation>nicht gesehen, innerhalb der Grenze</translation>
    </message>
    <message>
        <source>not shown to be seen</source>
        <translation>nicht gezeigt, dass gesehen</translation>
    </message>
    <message>
        <source>{0} + answer to {1}</source>
        <translation>{0} + Antwort auf {1}</translation>
    </message>
    <message>
        <source>{0} to {1}</source>
        <translation>{0} bis {1}</translation>
    </message>
    <message>
        <source>{0} differs between {1} and {2}, but by less than the margin of {4}: by {3}.</source>
        <translation>{0}, verschieden für {1} und {2}, aber um weniger als die Grenze von {4}: um {3}.</translation>
    </message>
    <message>
        <source>{0} is shown to be alike with {1} and {2}, within the margin of {4}: it differs by {3}.</source>
        <translation>{0}, gezeigt gleich für {1} und {2}, innerhalb der Grenze von {4}: der Unterschied ist {3}.</translation>
    </message>
    <message>
        <source>{0} is shown neither to differ between {1} and {2} nor to be alike: the study does not decide. The difference is {3}.</source>
        <translation>{0}, weder als verschieden noch als gleich gezeigt für {1} und {2}: die Studie entscheidet es nicht. Der Unterschied ist {3}.</translation>
    </message>
    <message>
        <source>{0} is not shown to differ between {1} and {2}. Whether it is alike was not tested: the protocol sets no margin. The difference is {3}.</source>
        <translation>{0}, kein Unterschied gezeigt für {1} und {2}. Ob sie gleich ist, wurde nicht geprüft: das Protokoll setzt keine Grenze. Der Unterschied ist {3}.</translation>
    </message>
    <message>
        <source>Nothing can be said of {1} beside {2}: the figures of readers show no spread.</source>
        <translation>Über {1} neben {2} lässt sich nichts sagen: die Zahlen der Leser streuen nicht.</translation>
    </message>
    <message>
        <source>An open review is read case by case: what readers chose and wrote is listed, and nothing is tested. {0} of {1} readers have finished.</source>
        <translation>Eine offene Durchsicht liest man Fall für Fall: was Leser wählten und schrieben, ist aufgeführt, und nichts wird geprüft. {0} von {1} Lesern sind fertig.</translation>
    </message>
    <message>
        <source>No reader has finished, so nothing is said over readers (begun: {0}). Each one's own figures are below.</source>
        <translation>Kein Leser ist fertig, also wird über Leser nichts gesagt (begonnen: {0}). Die Zahlen eines jeden stehen unten.</translation>
    </message>
    <message>
        <source>{0} of {1}</source>
        <translation>{0} von {1}</translation>
    </message>
    <message>
        <source>{0} of {1} presentations read</source>
        <translation>{0} von {1} Darbietungen gelesen</translation>
    </message>
    <message>
        <source>Difference: {0} less {1}</source>
        <translation>Unterschied: {0} minus {1}</translation>
    </message>
    <message>
        <source>95 %: {0}</source>
        <translation>95 %: {0}</translation>
    </message>
    <message>
        <source>Incomplete: the data of {0} were removed.</source>
        <translation>Unvollständig: die Daten von {0} wurden entfernt.</translation>
    </message>
    <message>
        <source>Differences over readers</source>
        <translation>Unterschiede über Leser</translation>
    </message>
    <message>
        <source>Ratings by arm</source>
        <translation>Bewertungen nach Arm</translation>
    </message>
    <message>
        <source>Time a case by arm</source>
        <translation>Zeit je Fall nach Arm</translation>
    </message>
    <message>
        <source>seconds with the window in focus</source>
        <translation>Sekunden mit dem Fenster im Fokus</translation>
    </message>
    <message>
        <source>over readers</source>
        <translation>über Leser</translation>
    </message>
    <message>
        <source>cases alone</source>
        <translation>nur Fälle</translation>
    </message>
    <message>
        <source>{0} by arm and reader</source>
        <translation>{0} nach Arm und Leser</translation>
    </message>
    <message>
        <source>chance</source>
        <translation>Zufall</translation>
    </message>
    <message>
        <source>no difference</source>
        <translation>kein Unterschied</translation>
    </message>
    <message>
        <source>average of readers</source>
        <translation>Mittel der Leser</translation>
    </message>
    <message>
        <source>false positive share</source>
        <translation>Falsch-positiv-Anteil</translation>
    </message>
    <message>
        <source>true positive share</source>
        <translation>Richtig-positiv-Anteil</translation>
    </message>
    <message>
        <source>box: quartiles, mean of readers; cross: median of a reader</source>
        <translation>Kasten: Quartile, Mittel der Leser; Kreuz: Median eines Lesers</translation>
    </message>
    <message>
        <source>diamond: geometric mean over readers, 95 % interval</source>
        <translation>Raute: geometrisches Mittel über Leser, 95-%-Intervall</translation>
    </message>
    <message>
        <source>{0}, 95 % interval</source>
        <translation>{0}, 95-%-Intervall</translation>
    </message>
    <message>
        <source>difference of {0}, 95 % interval</source>
        <translation>Unterschied der Werte: {0}, 95-%-Intervall</translation>
    </message>
    <message>
        <source>{0} against original</source>
        <translation>{0} gegen Original</translation>
    </message>
    <message>
        <source>{0} (has not finished)</source>
        <translation>{0} (nicht fertig)</translation>
    </message>
    <message>
        <source>{0} less {1}</source>
        <translation>{0} minus {1}</translation>
    </message>
    <message>
        <source>95 % band, at each point by itself</source>
        <translation>95-%-Band, an jedem Punkt für sich</translation>
    </message>
    <message>
        <source>one reader</source>
        <translation>ein Leser</translation>
    </message>
    <message>
        <source>share of answers, mean of readers</source>
        <translation>Anteil der Antworten, Mittel der Leser</translation>
    </message>
    <message>
        <source>rating, {0}</source>
        <translation>Bewertung, {0}</translation>
    </message>
    <message>
        <source>{0} readers, {1} images; intervals of arms are on the logit.</source>
        <translation>{0} Leser, {1} Bilder; Intervalle der Arme auf dem Logit.</translation>
    </message>
    <message>
        <source>{0} ({1}), {2} of {3}</source>
        <translation>{0} ({1}), {2} von {3}</translation>
    </message>
    <message>
        <source>In steps of the scale; of 20 repeated ratings 19 differ by less than the repeatability.</source>
        <translation>In Schritten der Skala; von 20 wiederholten Bewertungen weichen 19 um weniger als die Wiederholbarkeit ab.</translation>
    </message>
    <message>
        <source>Arm</source>
        <translation>Arm</translation>
    </message>
    <message>
        <source>95 % interval</source>
        <translation>95-%-Intervall</translation>
    </message>
    <message>
        <source>Standard error</source>
        <translation>Standardfehler</translation>
    </message>
    <message>
        <source>Reader</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>AUC (DeLong)</source>
        <translation>AUC (DeLong)</translation>
    </message>
    <message>
        <source>Images</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Repeatability</source>
        <translation>Wiederholbarkeit</translation>
    </message>
    <message>
        <source>Mean difference</source>
        <translation>Mittlerer Unterschied</translation>
    </message>
    <message>
        <source>Limits of agreement</source>
        <translation>Übereinstimmungsgrenzen</translation>
    </message>
    <message>
        <source>Share right (Wilson)</source>
        <translation>Anteil der richtigen (Wilson)</translation>
    </message>
    <message>
        <source>Against guessing</source>
        <translation>Gegen Raten</translation>
    </message>
    <message>
        <source>d'</source>
        <translation>d'</translation>
    </message>
    <message>
        <source>Read</source>
        <translation>Gelesen</translation>
    </message>
    <message>
        <source>Median, s</source>
        <translation>Median, s</translation>
    </message>
    <message>
        <source>Quartiles, s</source>
        <translation>Quartile, s</translation>
    </message>
    <message>
        <source>Geometric mean, s</source>
        <translation>Geometrisches Mittel, s</translation>
    </message>
    <message>
        <source>Case</source>
        <translation>Fall</translation>
    </message>
    <message>
        <source>Choice</source>
        <translation>Wahl</translation>
    </message>
    <message>
        <source>Comment</source>
        <translation>Kommentar</translation>
    </message>
    <message>
        <source>Against chance</source>
        <translation>Gegen den Zufall</translation>
    </message>
    <message>
        <source>Averaged over readers</source>
        <translation>Über Leser gemittelt</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>All arms at once: F = {0} with {1} degrees of freedom, {2}. Single p values are not adjusted.</source>
        <translation>Alle Arme zugleich: F = {0} mit {1} Freiheitsgraden, {2}. Einzelne p-Werte sind nicht angepasst.</translation>
    </message>
    <message>
        <source>Sensitivity (Wilson)</source>
        <translation>Sensitivität (Wilson)</translation>
    </message>
    <message>
        <source>Specificity (Wilson)</source>
        <translation>Spezifität (Wilson)</translation>
    </message>
    <message>
        <source>By reader</source>
        <translation>Nach Leser</translation>
    </message>
    <message>
        <source>Within the margin of chance</source>
        <translation>Innerhalb der Grenze um den Zufall</translation>
    </message>
    <message>
        <source>Differences between arms</source>
        <translation>Unterschiede zwischen Armen</translation>
    </message>
    <message>
        <source>shown</source>
        <translation>gezeigt</translation>
    </message>
    <message>
        <source>not shown</source>
        <translation>nicht gezeigt</translation>
    </message>
    <message>
        <source>Positive from {0} on. d' with the log-linear correction.</source>
        <translation>Positiv ab {0}. d' mit der log-linearen Korrektur.</translation>
    </message>
    <message>
        <source>Images rated twice</source>
        <translation>Zweimal bewertete Bilder</translation>
    </message>
    <message>
        <source>Agreement at the threshold</source>
        <translation>Übereinstimmung an der Schwelle</translation>
    </message>
    <message>
        <source>What each reader chose</source>
        <translation>Was jeder Leser wählte</translation>
    </message>
    <message>
        <source>Time a case</source>
        <translation>Zeit je Fall</translation>
    </message>
    <message>
        <source>Comments</source>
        <translation>Kommentare</translation>
    </message>
    <message>
        <source>Of {0} pairs of readers the lowest, the middle and the highest.</source>
        <translation>Von {0} Leserpaaren das niedrigste, das mittlere und das höchste.</translation>
    </message>
    <message>
        <source>Readers</source>
        <translation>Leser</translation>
    </message>
    <message>
        <source>Cohen's κ</source>
        <translation>Cohens κ</translation>
    </message>
    <message>
        <source>{0} ({1} to {2})</source>
        <translation>{0} ({1} bis {2})</translation>
    </message>
    <message>
        <source>Within the margin</source>
        <translation>Innerhalb der Grenze</translation>
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
<context>
    <name>wizard</name>
    <message>
        <source>The model</source>
        <translation>Das Modell</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>What people read in the list of models: what it looks for, and in which pictures.</source>
        <translation>Was in der Liste der Modelle zu lesen ist: wonach es sucht und in welchen Bildern.</translation>
    </message>
    <message>
        <source>Short name</source>
        <translation>Kurzname</translation>
    </message>
    <message>
        <source>Names the model on the command line, in results and as a folder: letters, digits, dots, dashes and underscores.</source>
        <translation>Benennt das Modell auf der Befehlszeile, in Ergebnissen und als Ordner: Buchstaben, Ziffern, Punkte, Bindestriche und Unterstriche.</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Which edition of the model this is. Results name it, so that they can be told apart.</source>
        <translation>Welche Ausgabe des Modells dies ist. Ergebnisse nennen sie, damit man sie auseinanderhalten kann.</translation>
    </message>
    <message>
        <source>Architecture</source>
        <translation>Architektur</translation>
    </message>
    <message>
        <source>Which network the weights belong to. A file of weights does not hold the network itself; where the program knows it, write its name here, such as unet, monai.UNet or torchvision.resnet18.</source>
        <translation>Zu welchem Netz die Gewichte gehören. Eine Datei mit Gewichten enthält das Netz selbst nicht; wo das Programm es kennt, schreiben Sie hier seinen Namen, etwa unet, monai.UNet oder torchvision.resnet18.</translation>
    </message>
    <message>
        <source>Its arguments</source>
        <translation>Ihre Argumente</translation>
    </message>
    <message>
        <source>What the network was built with, as JSON: {"inputs": 1, "classes": 3}. The weights fit only a network that was built alike.</source>
        <translation>Womit das Netz gebaut wurde, als JSON: {"inputs": 1, "classes": 3}. Die Gewichte passen nur in ein gleich gebautes Netz.</translation>
    </message>
    <message>
        <source>Its answer</source>
        <translation>Seine Antwort</translation>
    </message>
    <message>
        <source>Task</source>
        <translation>Aufgabe</translation>
    </message>
    <message>
        <source>What the network answers: one label for the picture, several, a label for each pixel, or boxes.</source>
        <translation>Was das Netz antwortet: ein Label für das Bild, mehrere, ein Label für jeden Pixel oder Boxen.</translation>
    </message>
    <message>
        <source>one label (classification)</source>
        <translation>ein Label (Klassifikation)</translation>
    </message>
    <message>
        <source>several labels (multi-label)</source>
        <translation>mehrere Labels (Multi-Label)</translation>
    </message>
    <message>
        <source>a label for each pixel</source>
        <translation>ein Label für jeden Pixel</translation>
    </message>
    <message>
        <source>boxes</source>
        <translation>Boxen</translation>
    </message>
    <message>
        <source>Numbers</source>
        <translation>Zahlen</translation>
    </message>
    <message>
        <source>Logits are the last layer's bare numbers, of any size. Choose probabilities where softmax or sigmoid is part of the network already.</source>
        <translation>Logits sind die bloßen Zahlen der letzten Schicht, beliebig groß. Wählen Sie Wahrscheinlichkeiten, wo Softmax oder Sigmoid schon zum Netz gehört.</translation>
    </message>
    <message>
        <source>logits</source>
        <translation>Logits</translation>
    </message>
    <message>
        <source>probabilities</source>
        <translation>Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>Activation</source>
        <translation>Aktivierung</translation>
    </message>
    <message>
        <source>What makes scores of the logits: softmax where one label excludes the others, sigmoid where each stands for itself.</source>
        <translation>Was aus den Logits Werte macht: Softmax, wo ein Label die anderen ausschließt, Sigmoid, wo jedes für sich steht.</translation>
    </message>
    <message>
        <source>softmax</source>
        <translation>Softmax</translation>
    </message>
    <message>
        <source>sigmoid</source>
        <translation>Sigmoid</translation>
    </message>
    <message>
        <source>Which output</source>
        <translation>Welche Ausgabe</translation>
    </message>
    <message>
        <source>Where the network answers with several outputs: the position of the right one, counted from 0, or its key. Empty where there is only one.</source>
        <translation>Wo das Netz mit mehreren Ausgaben antwortet: die Stelle der richtigen, ab 0 gezählt, oder ihr Schlüssel. Leer, wo es nur eine gibt.</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>The score, above 0 and below 1, from which a label counts as present.</source>
        <translation>Der Wert, über 0 und unter 1, ab dem ein Label als vorhanden gilt.</translation>
    </message>
    <message>
        <source>Boxes</source>
        <translation>Boxen</translation>
    </message>
    <message>
        <source>How the network writes boxes: as a map of centres, or as rows of corners or of centre and size, in pixels of its input.</source>
        <translation>Wie das Netz Boxen schreibt: als Karte von Mittelpunkten, oder als Zeilen aus Ecken oder aus Mitte und Größe, in Pixeln seiner Eingabe.</translation>
    </message>
    <message>
        <source>map of centres</source>
        <translation>Karte von Mittelpunkten</translation>
    </message>
    <message>
        <source>centre and size</source>
        <translation>Mitte und Größe</translation>
    </message>
    <message>
        <source>corners</source>
        <translation>Ecken</translation>
    </message>
    <message>
        <source>Stride</source>
        <translation>Schrittweite</translation>
    </message>
    <message>
        <source>Input pixels for one cell of the map of centres.</source>
        <translation>Eingangspixel für eine Zelle der Karte von Mittelpunkten.</translation>
    </message>
    <message>
        <source>Lowest score</source>
        <translation>Kleinster Wert</translation>
    </message>
    <message>
        <source>Boxes with a lower score, 0 to 1, are not counted.</source>
        <translation>Boxen mit einem kleineren Wert, 0 bis 1, werden nicht gezählt.</translation>
    </message>
    <message>
        <source>Overlap</source>
        <translation>Überlappung</translation>
    </message>
    <message>
        <source>Of two boxes of one label that overlap by this share of their union or more, the one with the lower score is dropped.</source>
        <translation>Von zwei Boxen eines Labels, die sich um diesen Anteil ihrer Vereinigung oder mehr überlappen, fällt die mit dem kleineren Wert weg.</translation>
    </message>
    <message>
        <source>Most boxes</source>
        <translation>Meiste Boxen</translation>
    </message>
    <message>
        <source>The best ones are kept, at most so many.</source>
        <translation>Die besten bleiben, höchstens so viele.</translation>
    </message>
    <message>
        <source>Truth masks</source>
        <translation>Wahrheitsmasken</translation>
    </message>
    <message>
        <source>How a truth mask that knows only one value is read. For paired organs it can be split into the labels 1 and 2 by its left and right half.</source>
        <translation>Wie eine Wahrheitsmaske mit nur einem Wert gelesen wird. Bei paarigen Organen kann sie nach linker und rechter Hälfte in die Labels 1 und 2 geteilt werden.</translation>
    </message>
    <message>
        <source>as they are</source>
        <translation>wie sie sind</translation>
    </message>
    <message>
        <source>split into left and right</source>
        <translation>geteilt in links und rechts</translation>
    </message>
    <message>
        <source>Its input</source>
        <translation>Seine Eingabe</translation>
    </message>
    <message>
        <source>Looks at</source>
        <translation>Sieht an</translation>
    </message>
    <message>
        <source>Single pictures and slices, or whole series with a window that moves over them.</source>
        <translation>Einzelne Bilder und Schichten, oder ganze Serien mit einem Fenster, das über sie gleitet.</translation>
    </message>
    <message>
        <source>single images</source>
        <translation>einzelne Bilder</translation>
    </message>
    <message>
        <source>whole series (3-D)</source>
        <translation>ganze Serien (3-D)</translation>
    </message>
    <message>
        <source>Channels</source>
        <translation>Kanäle</translation>
    </message>
    <message>
        <source>1 for grey, 3 for colour. A grey image is repeated over 3 channels.</source>
        <translation>1 für Grau, 3 für Farbe. Ein Graubild wird über 3 Kanäle wiederholt.</translation>
    </message>
    <message>
        <source>1 (grey)</source>
        <translation>1 (Grau)</translation>
    </message>
    <message>
        <source>3 (colour)</source>
        <translation>3 (Farbe)</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>The order of the network's dimensions. PyTorch's is NCHW: channels before rows.</source>
        <translation>Die Reihenfolge der Dimensionen des Netzes. Die von PyTorch ist NCHW: Kanäle vor Zeilen.</translation>
    </message>
    <message>
        <source>NCHW (channels first)</source>
        <translation>NCHW (Kanäle zuerst)</translation>
    </message>
    <message>
        <source>NHWC (channels last)</source>
        <translation>NHWC (Kanäle zuletzt)</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Whether the network asks for pictures of one size, or takes each in its own.</source>
        <translation>Ob das Netz Bilder einer Größe verlangt oder jedes in seiner eigenen nimmt.</translation>
    </message>
    <message>
        <source>one size</source>
        <translation>eine Größe</translation>
    </message>
    <message>
        <source>the image's own</source>
        <translation>die eigene des Bildes</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>Höhe</translation>
    </message>
    <message>
        <source>Rows of the network's input, in pixels; of a volume, of the moving window.</source>
        <translation>Zeilen der Netzeingabe, in Pixeln; bei einem Volumen des gleitenden Fensters.</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>Breite</translation>
    </message>
    <message>
        <source>Columns of the network's input, in pixels; of a volume, of the moving window.</source>
        <translation>Spalten der Netzeingabe, in Pixeln; bei einem Volumen des gleitenden Fensters.</translation>
    </message>
    <message>
        <source>Depth</source>
        <translation>Tiefe</translation>
    </message>
    <message>
        <source>Slices of the window that moves over a volume.</source>
        <translation>Schichten des Fensters, das über ein Volumen gleitet.</translation>
    </message>
    <message>
        <source>The share of each side that neighbouring windows have in common.</source>
        <translation>Der Anteil jeder Seite, den benachbarte Fenster gemeinsam haben.</translation>
    </message>
    <message>
        <source>Multiple of</source>
        <translation>Vielfaches von</translation>
    </message>
    <message>
        <source>Networks that halve the picture n times need sides that are a multiple of 2 to the power of n; own sizes are padded up to it.</source>
        <translation>Netze, die das Bild n-mal halbieren, brauchen Seiten, die ein Vielfaches von 2 hoch n sind; eigene Größen werden darauf aufgefüllt.</translation>
    </message>
    <message>
        <source>Brought to size</source>
        <translation>Auf Größe gebracht</translation>
    </message>
    <message>
        <source>How a picture is brought to the network's size: pulled in both directions, shrunk with its proportions kept and a border, or left as it is with a border.</source>
        <translation>Wie ein Bild auf die Größe des Netzes kommt: in beide Richtungen gezogen, mit gewahrtem Seitenverhältnis verkleinert und mit Rand, oder unverändert mit Rand.</translation>
    </message>
    <message>
        <source>stretched</source>
        <translation>gestreckt</translation>
    </message>
    <message>
        <source>fitted, proportions kept</source>
        <translation>eingepasst, Verhältnis gewahrt</translation>
    </message>
    <message>
        <source>not resized</source>
        <translation>unverändert</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>Pixelabstand</translation>
    </message>
    <message>
        <source>Millimetres for one network pixel, rows and columns (of a volume slices before them): images that know their own are resampled to it. Empty where the network does not mind.</source>
        <translation>Millimeter je Netzpixel, Zeilen und Spalten (bei einem Volumen Schichten davor): Bilder, die ihren eigenen kennen, werden darauf neu abgetastet. Leer, wo es dem Netz gleich ist.</translation>
    </message>
    <message>
        <source>Plane</source>
        <translation>Ebene</translation>
    </message>
    <message>
        <source>The plane of the slices that the network was trained on.</source>
        <translation>Die Ebene der Schichten, mit denen das Netz trainiert wurde.</translation>
    </message>
    <message>
        <source>any</source>
        <translation>jede</translation>
    </message>
    <message>
        <source>axial</source>
        <translation>axial</translation>
    </message>
    <message>
        <source>coronal</source>
        <translation>koronal</translation>
    </message>
    <message>
        <source>sagittal</source>
        <translation>sagittal</translation>
    </message>
    <message>
        <source>Brightness</source>
        <translation>Helligkeit</translation>
    </message>
    <message>
        <source>Units</source>
        <translation>Einheiten</translation>
    </message>
    <message>
        <source>What the pixel values mean: Hounsfield units of CT, grey levels or colour from 0 to 255 of a picture, or the file's own stored numbers.</source>
        <translation>Was die Pixelwerte bedeuten: Hounsfield-Einheiten im CT, Graustufen oder Farben von 0 bis 255 eines Bildes, oder die in der Datei gespeicherten Zahlen.</translation>
    </message>
    <message>
        <source>grey levels, 0 to 255</source>
        <translation>Graustufen, 0 bis 255</translation>
    </message>
    <message>
        <source>colours, 0 to 255</source>
        <translation>Farben, 0 bis 255</translation>
    </message>
    <message>
        <source>Hounsfield units (CT)</source>
        <translation>Hounsfield-Einheiten (CT)</translation>
    </message>
    <message>
        <source>stored values</source>
        <translation>gespeicherte Werte</translation>
    </message>
    <message>
        <source>Window from</source>
        <translation>Fenster von</translation>
    </message>
    <message>
        <source>The value, in these units, that becomes 0; what is below is cut off.</source>
        <translation>Der Wert, in diesen Einheiten, der 0 wird; was darunter liegt, wird abgeschnitten.</translation>
    </message>
    <message>
        <source>Window to</source>
        <translation>Fenster bis</translation>
    </message>
    <message>
        <source>The value, in these units, that becomes 1; what is above is cut off.</source>
        <translation>Der Wert, in diesen Einheiten, der 1 wird; was darüber liegt, wird abgeschnitten.</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Taken off each channel after the window has made 0 to 1 of the values. ImageNet's is 0.485, 0.456, 0.406; 0 changes nothing.</source>
        <translation>Wird von jedem Kanal abgezogen, nachdem das Fenster aus den Werten 0 bis 1 gemacht hat. Das von ImageNet ist 0.485, 0.456, 0.406; 0 ändert nichts.</translation>
    </message>
    <message>
        <source>Deviation</source>
        <translation>Streuung</translation>
    </message>
    <message>
        <source>Each channel is divided by it afterwards. ImageNet's is 0.229, 0.224, 0.225; 1 changes nothing, and 1/255 = 0.003921568627 gives 0 to 255.</source>
        <translation>Danach wird jeder Kanal durch sie geteilt. Die von ImageNet ist 0.229, 0.224, 0.225; 1 ändert nichts, und 1/255 = 0.003921568627 ergibt 0 bis 255.</translation>
    </message>
    <message>
        <source>Expected range</source>
        <translation>Erwarteter Bereich</translation>
    </message>
    <message>
        <source>The lowest and the highest number that the network was trained on, after all of this, such as 0, 1. The preview marks it. Empty where you do not know.</source>
        <translation>Die kleinste und die größte Zahl, mit der das Netz nach alledem trainiert wurde, etwa 0, 1. Die Vorschau markiert ihn. Leer, wo Sie es nicht wissen.</translation>
    </message>
    <message>
        <source>Where it comes from</source>
        <translation>Woher es kommt</translation>
    </message>
    <message>
        <source>Training data</source>
        <translation>Trainingsdaten</translation>
    </message>
    <message>
        <source>What the network was trained on, one data set a line.</source>
        <translation>Womit das Netz trainiert wurde, ein Datensatz je Zeile.</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>Under which terms the weights may be used and passed on.</source>
        <translation>Unter welchen Bedingungen die Gewichte benutzt und weitergegeben werden dürfen.</translation>
    </message>
    <message>
        <source>Citation</source>
        <translation>Zitat</translation>
    </message>
    <message>
        <source>The paper that whoever uses the model should cite.</source>
        <translation>Die Veröffentlichung, die zitieren sollte, wer das Modell benutzt.</translation>
    </message>
    <message>
        <source>Intended use</source>
        <translation>Zweck</translation>
    </message>
    <message>
        <source>What the model is meant for.</source>
        <translation>Wofür das Modell gedacht ist.</translation>
    </message>
    <message>
        <source>Out of scope</source>
        <translation>Nicht dafür</translation>
    </message>
    <message>
        <source>What it must not be used for, and where it is known to fail.</source>
        <translation>Wofür es nicht benutzt werden darf, und wo es bekanntermaßen versagt.</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>The card</source>
        <translation>Die Karte</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>SHA-256</source>
        <translation>SHA-256</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>What it says</source>
        <translation>Was es sagt</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Gewichte</translation>
    </message>
    <message>
        <source>safetensors, or weights saved by torch.save (.pt, .pth), of a network that the program can build by its name: its own, MONAI's, and torchvision's and timm's where they are installed</source>
        <translation>safetensors, oder mit torch.save gespeicherte Gewichte (.pt, .pth), eines Netzes, das das Programm beim Namen bauen kann: eigene, die von MONAI, und die von torchvision und timm, wo sie installiert sind</translation>
    </message>
    <message>
        <source>Programs</source>
        <translation>Programme</translation>
    </message>
    <message>
        <source>torch.export (.pt2) and TorchScript, which hold their network themselves</source>
        <translation>torch.export (.pt2) und TorchScript, die ihr Netz selbst enthalten</translation>
    </message>
    <message>
        <source>ONNX</source>
        <translation>ONNX</translation>
    </message>
    <message>
        <source>where the program was installed with the extra “onnx”</source>
        <translation>wo das Programm mit dem Zusatz „onnx“ installiert wurde</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>a folder with a model_card.json and its files, or a MONAI bundle (a zip too)</source>
        <translation>ein Ordner mit einer model_card.json und ihren Dateien, oder ein MONAI-Bündel (auch als Zip)</translation>
    </message>
    <message>
        <source>Not opened</source>
        <translation>Nicht geöffnet</translation>
    </message>
    <message>
        <source>pickled models, TensorFlow and Keras files: you are told the way out</source>
        <translation>gepickelte Modelle, TensorFlow- und Keras-Dateien: Der Ausweg wird genannt</translation>
    </message>
</context>
</TS>
