<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Accounts</name>
    <message>
        <source>Add a cloud account</source>
        <translation>Cloud-Konto hinzufügen</translation>
    </message>
    <message>
        <source>Save and test</source>
        <translation>Speichern und testen</translation>
    </message>
    <message>
        <source>Another OpenAI-compatible service</source>
        <translation>Ein anderer OpenAI-kompatibler Dienst</translation>
    </message>
    <message>
        <source>Kept in {store}</source>
        <translation>Verwahrt in {store}</translation>
    </message>
    <message>
        <source>Kept until you quit</source>
        <translation>Behalten bis zum Beenden</translation>
    </message>
    <message>
        <source>From an environment variable</source>
        <translation>Aus einer Umgebungsvariablen</translation>
    </message>
    <message>
        <source>Get a key</source>
        <translation>Schlüssel holen</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Key value</source>
        <translation>Wert des Schlüssels</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>Variable</translation>
    </message>
    <message>
        <source>Paste the key that the provider showed you.</source>
        <translation>Füge den Schlüssel ein, den dir der Anbieter gezeigt hat.</translation>
    </message>
    <message>
        <source>A new key for {account}</source>
        <translation>Ein neuer Schlüssel für {account}</translation>
    </message>
    <message>
        <source>It is kept in {store}.</source>
        <translation>Er wird in {store} verwahrt.</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>ausgeschaltet</translation>
    </message>
    <message>
        <source>{account} ({provider})</source>
        <translation>{account} ({provider})</translation>
    </message>
    <message>
        <source>needs no key</source>
        <translation>braucht keinen Schlüssel</translation>
    </message>
    <message>
        <source>key ready</source>
        <translation>Schlüssel bereit</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>kein Schlüssel</translation>
    </message>
    <message>
        <source>key not readable</source>
        <translation>Schlüssel nicht lesbar</translation>
    </message>
    <message>
        <source>reading the key</source>
        <translation>Schlüssel wird gelesen</translation>
    </message>
    <message>
        <source>Key from the environment variable {name}</source>
        <translation>Schlüssel aus der Umgebungsvariablen {name}</translation>
    </message>
    <message>
        <source>Key kept until you quit</source>
        <translation>Schlüssel behalten bis zum Beenden</translation>
    </message>
    <message>
        <source>Key in {store}</source>
        <translation>Schlüssel in {store}</translation>
    </message>
    <message>
        <source>the password store of this computer</source>
        <translation>dem Passwortspeicher dieses Computers</translation>
    </message>
    <message>
        <source>The name of an environment variable looks like OPENROUTER_API_KEY.</source>
        <translation>Der Name einer Umgebungsvariablen sieht so aus: OPENROUTER_API_KEY.</translation>
    </message>
    <message>
        <source>The address must look like {example}.</source>
        <translation>Die Adresse muss so aussehen: {example}.</translation>
    </message>
    <message>
        <source>This computer has no password store, so the key is kept until you quit Exo Bridge. It is never written to a file.</source>
        <translation>Dieser Computer hat keinen Passwortspeicher; der Schlüssel wird behalten, bis du Exo Bridge beendest. Er wird nie in eine Datei geschrieben.</translation>
    </message>
    <message>
        <source>The weight is a number from 0 up; 2 gets twice the requests of 1.</source>
        <translation>Das Gewicht ist eine Zahl ab 0; 2 bekommt doppelt so viele Anfragen wie 1.</translation>
    </message>
    <message>
        <source>token from the environment variable {name}</source>
        <translation>Token aus der Umgebungsvariablen {name}</translation>
    </message>
    <message>
        <source>with a token</source>
        <translation>mit einem Token</translation>
    </message>
    <message>
        <source>region {region}</source>
        <translation>Region {region}</translation>
    </message>
    <message>
        <source>weight {weight}</source>
        <translation>Gewicht {weight}</translation>
    </message>
    <message>
        <source>Give it a name of letters, digits, dots or dashes.</source>
        <translation>Gib ihm einen Namen aus Buchstaben, Ziffern, Punkten oder Strichen.</translation>
    </message>
    <message>
        <source>There is already one called {name}.</source>
        <translation>{name} gibt es schon.</translation>
    </message>
</context>
<context>
    <name>Activity</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>No request yet</source>
        <translation>Noch keine Anfrage</translation>
    </message>
    <message>
        <source>Open the test chat</source>
        <translation>Test-Chat öffnen</translation>
    </message>
    <message>
        <source>Open a row to see why it was answered there.</source>
        <translation>Klappe eine Zeile auf, um zu sehen, warum dort geantwortet wurde.</translation>
    </message>
    <message>
        <source>Stop request</source>
        <translation>Anfrage abbrechen</translation>
    </message>
    <message>
        <source>Give your app the address {address}, or try the test chat.</source>
        <translation>Gib deiner App die Adresse {address}, oder probiere den Test-Chat.</translation>
    </message>
    <message>
        <source>Asked for {model}</source>
        <translation>Gefragt nach {model}</translation>
    </message>
    <message>
        <source>Now at {name}</source>
        <translation>Jetzt bei {name}</translation>
    </message>
    <message>
        <source>First token after {time}</source>
        <translation>Erstes Token nach {time}</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>{time} · about {rate}</source>
        <translation>{time} · etwa {rate}</translation>
    </message>
    <message>
        <source>waiting, {n} before it</source>
        <translation>wartet, {n} davor</translation>
    </message>
    <message>
        <source>waiting, next in turn</source>
        <translation>wartet, kommt als Nächste</translation>
    </message>
    <message>
        <source>choosing …</source>
        <translation>wählt aus …</translation>
    </message>
    <message>
        <source>by itself</source>
        <translation>von selbst</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>Cloud</translation>
    </message>
    <message>
        <source>local</source>
        <translation>lokal</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>app left</source>
        <translation>App ging weg</translation>
    </message>
    <message>
        <source>nobody was asked</source>
        <translation>niemand wurde gefragt</translation>
    </message>
    <message>
        <source>Passed over {name}: {reason}</source>
        <translation>Übergangen: {name}: {reason}</translation>
    </message>
    <message>
        <source>You stopped it here</source>
        <translation>Hier hast du sie abgebrochen</translation>
    </message>
    <message>
        <source> by {app}</source>
        <translation> von {app}</translation>
    </message>
    <message>
        <source>{number}. {name}, {place}</source>
        <translation>{number}. {name}, {place}</translation>
    </message>
    <message>
        <source>answered in {time}</source>
        <translation>hat in {time} geantwortet</translation>
    </message>
    <message>
        <source>{title} after {time}</source>
        <translation>{title} nach {time}</translation>
    </message>
    <message>
        <source>first token after {time}</source>
        <translation>erstes Token nach {time}</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} Tokens</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>Beantwortet</translation>
    </message>
    <message>
        <source>Failed: {title}{detail}. {hint}</source>
        <translation>Fehlgeschlagen: {title}{detail}. {hint}</translation>
    </message>
    <message>
        <source>The app went away before the answer was complete</source>
        <translation>Die App ging weg, bevor die Antwort vollständig war</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>lädt</translation>
    </message>
    <message>
        <source>A request needs this model.</source>
        <translation>Eine Anfrage braucht dieses Modell.</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>geladen</translation>
    </message>
    <message>
        <source>The model can answer.</source>
        <translation>Das Modell kann antworten.</translation>
    </message>
    <message>
        <source>Its runner had died.</source>
        <translation>Sein Runner war gestorben.</translation>
    </message>
    <message>
        <source>loading again</source>
        <translation>lädt erneut</translation>
    </message>
    <message>
        <source>The model did not get ready; requests for it go elsewhere.</source>
        <translation>Das Modell wurde nicht bereit; Anfragen dafür gehen woandershin.</translation>
    </message>
    <message>
        <source>gave up</source>
        <translation>aufgegeben</translation>
    </message>
    <message>
        <source>The model crashes again and again; loading it once more would not help.</source>
        <translation>Das Modell stürzt immer wieder ab; es noch einmal zu laden, hülfe nicht.</translation>
    </message>
    <message>
        <source>left alone</source>
        <translation>in Ruhe gelassen</translation>
    </message>
    <message>
        <source>A download you asked for had broken off.</source>
        <translation>Ein von dir gewünschter Download war abgebrochen.</translation>
    </message>
    <message>
        <source>download resumed</source>
        <translation>Download fortgesetzt</translation>
    </message>
    <message>
        <source>A download you asked for is complete.</source>
        <translation>Ein von dir gewünschter Download ist vollständig.</translation>
    </message>
    <message>
        <source>downloaded</source>
        <translation>heruntergeladen</translation>
    </message>
    <message>
        <source>The app had left, so exo was told to stop generating.</source>
        <translation>Die App war gegangen, also wurde exo gesagt, nicht weiter zu generieren.</translation>
    </message>
    <message>
        <source>stopped in exo</source>
        <translation>in exo beendet</translation>
    </message>
    <message>
        <source>Switched on and off in the settings: {place}</source>
        <translation>An- und abzuschalten in den Einstellungen: {place}</translation>
    </message>
</context>
<context>
    <name>AppKeys</name>
    <message>
        <source>Revoke</source>
        <translation>Widerrufen</translation>
    </message>
    <message>
        <source>Revoke the key of {app}</source>
        <translation>Schlüssel von {app} widerrufen</translation>
    </message>
    <message>
        <source>A key for an app</source>
        <translation>Ein Schlüssel für eine App</translation>
    </message>
    <message>
        <source>Make the key</source>
        <translation>Schlüssel erstellen</translation>
    </message>
    <message>
        <source>any number</source>
        <translation>beliebig viele</translation>
    </message>
    <message>
        <source>Only my own machines answer it</source>
        <translation>Nur meine eigenen Maschinen antworten ihr</translation>
    </message>
    <message>
        <source>App</source>
        <translation>App</translation>
    </message>
    <message>
        <source>Cloud tokens a day</source>
        <translation>Cloud-Tokens am Tag</translation>
    </message>
    <message>
        <source>Clouds</source>
        <translation>Clouds</translation>
    </message>
    <message>
        <source>The budget is a whole number of tokens, or nothing.</source>
        <translation>Das Budget ist eine ganze Zahl von Tokens, oder nichts.</translation>
    </message>
    <message>
        <source>Each app can have a key of its own, with limits. Where keys are required, and from other machines, nobody else is let in.</source>
        <translation>Jede App kann einen eigenen Schlüssel haben, mit Grenzen. Wo Schlüssel verlangt werden, und von anderen Maschinen, kommt sonst niemand herein.</translation>
    </message>
    <message>
        <source>App keys</source>
        <translation>App-Schlüssel</translation>
    </message>
    <message>
        <source>Make a key…</source>
        <translation>Schlüssel erstellen…</translation>
    </message>
    <message>
        <source>No app has a key</source>
        <translation>Keine App hat einen Schlüssel</translation>
    </message>
    <message>
        <source>Without one, every app of this computer may use the port, and no other machine.</source>
        <translation>Ohne einen darf jede App dieses Computers den Port benutzen, und keine andere Maschine.</translation>
    </message>
    <message>
        <source>The key for {app}</source>
        <translation>Der Schlüssel für {app}</translation>
    </message>
    <message>
        <source>It is never shown again: put it into the app now.</source>
        <translation>Er wird nie wieder gezeigt: Setze ihn jetzt in die App ein.</translation>
    </message>
    <message>
        <source>Copy and close</source>
        <translation>Kopieren und schließen</translation>
    </message>
    <message>
        <source>Revoke the key of {app}?</source>
        <translation>Den Schlüssel von {app} widerrufen?</translation>
    </message>
    <message>
        <source>The app is refused at once, and needs a new key.</source>
        <translation>Die App wird sofort abgewiesen und braucht einen neuen Schlüssel.</translation>
    </message>
    <message>
        <source>The key could not be revoked</source>
        <translation>Der Schlüssel konnte nicht widerrufen werden</translation>
    </message>
    <message>
        <source>made {day}</source>
        <translation>erstellt {day}</translation>
    </message>
    <message>
        <source>never used</source>
        <translation>nie benutzt</translation>
    </message>
    <message>
        <source>used {time}</source>
        <translation>benutzt {time}</translation>
    </message>
    <message>
        <source>only your own machines</source>
        <translation>nur deine eigenen Maschinen</translation>
    </message>
    <message>
        <source>only {models}</source>
        <translation>nur {models}</translation>
    </message>
    <message>
        <source>{spent} of {budget} cloud tokens today</source>
        <translation>heute {spent} von {budget} Cloud-Tokens</translation>
    </message>
    <message>
        <source>the disk does not answer</source>
        <translation>die Festplatte antwortet nicht</translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message>
        <source>Demo: the two exo nodes are simulated.</source>
        <translation>Demo: Die beiden exo-Knoten sind simuliert.</translation>
    </message>
    <message>
        <source>This desktop shows no tray icons, so Exo Bridge stays in its window; closing it keeps serving.</source>
        <translation>Dieser Desktop zeigt keine Tray-Symbole, darum bleibt Exo Bridge in seinem Fenster; nach dem Schließen dient es weiter.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Use {port} instead</source>
        <translation>Stattdessen {port}</translation>
    </message>
    <message>
        <source>And {n} more, see the log.</source>
        <translation>Und {n} weitere, siehe Protokoll.</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>Measured values</source>
        <translation>Messwerte</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>Noch nichts gemessen</translation>
    </message>
    <message>
        <source>After the first answers you see here how fast they came, and who gave them.</source>
        <translation>Nach den ersten Antworten steht hier, wie schnell sie kamen und von wem.</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>Als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Show as charts</source>
        <translation>Als Diagramme zeigen</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>Lokal</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Erstes Token</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Cloud first token</source>
        <translation>Erstes Token, Cloud</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Tempo</translation>
    </message>
    <message>
        <source>Cloud speed</source>
        <translation>Tempo, Cloud</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>{p50} for half of them, {p95} for 95 %</source>
        <translation>{p50} für die Hälfte, {p95} für 95 %</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>cloud p50</source>
        <translation>Cloud p50</translation>
    </message>
    <message>
        <source>Time to first token</source>
        <translation>Zeit bis zum ersten Token</translation>
    </message>
    <message>
        <source>local {speed}</source>
        <translation>lokal {speed}</translation>
    </message>
    <message>
        <source>cloud {speed}</source>
        <translation>Cloud {speed}</translation>
    </message>
    <message>
        <source>local</source>
        <translation>lokal</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>Cloud</translation>
    </message>
    <message>
        <source>{share} % local ({n} of {total})</source>
        <translation>{share} % lokal ({n} von {total})</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>Wer geantwortet hat</translation>
    </message>
    <message>
        <source>{requests} since {time}</source>
        <translation>{requests} seit {time}</translation>
    </message>
</context>
<context>
    <name>Chat</name>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>Code kopieren</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>Deine Nachricht</translation>
    </message>
    <message>
        <source>Ask something. Enter sends, Shift+Enter begins a new line.</source>
        <translation>Frag etwas. Enter sendet, Umschalt+Enter beginnt eine neue Zeile.</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>Bild</translation>
    </message>
    <message>
        <source>Remove picture</source>
        <translation>Bild entfernen</translation>
    </message>
    <message>
        <source>For example: Answer in one short sentence.</source>
        <translation>Zum Beispiel: Antworte in einem kurzen Satz.</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>System-Prompt</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>Temperatur</translation>
    </message>
    <message>
        <source>Most tokens</source>
        <translation>Höchstens Tokens</translation>
    </message>
    <message>
        <source>as the model likes</source>
        <translation>wie das Modell will</translation>
    </message>
    <message>
        <source>You: {text}</source>
        <translation>Du: {text}</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>Antwort kopieren</translation>
    </message>
    <message>
        <source>More for this answer</source>
        <translation>Mehr zu dieser Antwort</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>Gedankengang</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>Noch einmal antworten</translation>
    </message>
    <message>
        <source>Edit the question</source>
        <translation>Frage ändern</translation>
    </message>
    <message>
        <source>Ask another</source>
        <translation>Jemand anderen fragen</translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation>Als curl kopieren</translation>
    </message>
    <message>
        <source>Show the stream</source>
        <translation>Datenstrom zeigen</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>Gespräch</translation>
    </message>
    <message>
        <source>Exo Bridge test chat</source>
        <translation>Exo Bridge Test-Chat</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>Neuer Chat</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>Optionen</translation>
    </message>
    <message>
        <source>Say hello in one sentence.</source>
        <translation>Sag in einem Satz Hallo.</translation>
    </message>
    <message>
        <source>Ask something</source>
        <translation>Frag etwas</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Senden</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>It goes to {address} like the request of any app, and the answer says who gave it and why.</source>
        <translation>Es geht an {address} wie die Anfrage jeder App, und die Antwort sagt, wer sie gab und warum.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>The stream of this answer</source>
        <translation>Der Datenstrom dieser Antwort</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>Alles kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>let Exo Bridge choose</source>
        <translation>Exo Bridge wählen lassen</translation>
    </message>
    <message>
        <source>Waiting for an answer…</source>
        <translation>Wartet auf eine Antwort…</translation>
    </message>
    <message>
        <source>first token {time}</source>
        <translation>erstes Token {time}</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} Tokens</translation>
    </message>
    <message>
        <source>thinking…</source>
        <translation>denkt nach…</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>Cloud</translation>
    </message>
    <message>
        <source>local</source>
        <translation>lokal</translation>
    </message>
    <message>
        <source>asking</source>
        <translation>fragt</translation>
    </message>
    <message>
        <source>Answered at the first try.</source>
        <translation>Beim ersten Versuch beantwortet.</translation>
    </message>
    <message>
        <source>Answered at try {n}.</source>
        <translation>Beim {n}. Versuch beantwortet.</translation>
    </message>
    <message>
        <source>The answer was an error ({status}).</source>
        <translation>Die Antwort war ein Fehler ({status}).</translation>
    </message>
    <message>
        <source>The answer broke off: {message}</source>
        <translation>Die Antwort brach ab: {message}</translation>
    </message>
    <message>
        <source>What came before is above. Send it again to let another machine try.</source>
        <translation>Was davor kam, steht oben. Sende noch einmal, damit es eine andere Maschine versucht.</translation>
    </message>
    <message>
        <source>The connection to {address} broke ({detail}).</source>
        <translation>Die Verbindung zu {address} brach ab ({detail}).</translation>
    </message>
    <message>
        <source>Send it again.</source>
        <translation>Sende noch einmal.</translation>
    </message>
    <message>
        <source>Exo Bridge&apos;s own port is not open.</source>
        <translation>Der Port von Exo Bridge ist nicht offen.</translation>
    </message>
    <message>
        <source>The status window says why.</source>
        <translation>Das Statusfenster sagt, warum.</translation>
    </message>
    <message>
        <source>{name} with {model}</source>
        <translation>{name} mit {model}</translation>
    </message>
</context>
<context>
    <name>Cluster</name>
    <message>
        <source>Drawing of your machines</source>
        <translation>Zeichnung deiner Rechner</translation>
    </message>
    <message>
        <source>server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>{product} cluster, {n} machines</source>
        <translation>{product}-Verbund, {n} Rechner</translation>
    </message>
    <message>
        <source>{a} reaches {b}, but not the other way round</source>
        <translation>{a} erreicht {b}, aber nicht umgekehrt</translation>
    </message>
    <message>
        <source>no link between {a} and {b}</source>
        <translation>keine Verbindung zwischen {a} und {b}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>verloren</translation>
    </message>
    <message>
        <source>member</source>
        <translation>Mitglied</translation>
    </message>
    <message>
        <source>{size} memory</source>
        <translation>{size} Speicher</translation>
    </message>
    <message>
        <source>download failed</source>
        <translation>Download gescheitert</translation>
    </message>
    <message>
        <source>layers {span} of {n}</source>
        <translation>Schichten {span} von {n}</translation>
    </message>
    <message>
        <source>memory not told</source>
        <translation>Speicher nicht bekannt</translation>
    </message>
    <message>
        <source>{used} of {all} in use</source>
        <translation>{used} von {all} belegt</translation>
    </message>
    <message>
        <source>{used} of {all}</source>
        <translation>{used} von {all}</translation>
    </message>
    <message>
        <source>On disk: {model}</source>
        <translation>Auf der Platte: {model}</translation>
    </message>
    <message>
        <source>On disk: {n} models</source>
        <translation>Auf der Platte: {n} Modelle</translation>
    </message>
</context>
<context>
    <name>Connect</name>
    <message>
        <source>Connect an app to Exo Bridge</source>
        <translation>Eine App mit Exo Bridge verbinden</translation>
    </message>
    <message>
        <source>Apps</source>
        <translation>Apps</translation>
    </message>
    <message>
        <source>Documentation</source>
        <translation>Dokumentation</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Für</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Ausprobieren</translation>
    </message>
    <message>
        <source>Replace the key of {app}?</source>
        <translation>Den Schlüssel von {app} ersetzen?</translation>
    </message>
    <message>
        <source>The old key ends at once; the app works again when it has the new one.</source>
        <translation>Der alte Schlüssel endet sofort; die App geht wieder, wenn sie den neuen hat.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Ersetzen</translation>
    </message>
    <message>
        <source>The key could not be made: {why}</source>
        <translation>Der Schlüssel konnte nicht erstellt werden: {why}</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>Fragt…</translation>
    </message>
    <message>
        <source>Copy: {what}</source>
        <translation>Kopieren: {what}</translation>
    </message>
    <message>
        <source>macOS and Linux</source>
        <translation>macOS und Linux</translation>
    </message>
    <message>
        <source>The new key of {app} stands below. It is never shown again: copy it now.</source>
        <translation>Der neue Schlüssel von {app} steht unten. Er wird nie wieder gezeigt: Kopiere ihn jetzt.</translation>
    </message>
    <message>
        <source>{app} has a key already ({begin}…). Put it in, or replace it if it is lost.</source>
        <translation>{app} hat schon einen Schlüssel ({begin}…). Setze ihn ein, oder ersetze ihn, wenn er verloren ist.</translation>
    </message>
    <message>
        <source>Every app needs a key of its own here; {app} has none yet.</source>
        <translation>Jede App braucht hier einen eigenen Schlüssel; {app} hat noch keinen.</translation>
    </message>
    <message>
        <source>No key is asked for here, any text will do. A key of its own can be revoked later.</source>
        <translation>Hier wird kein Schlüssel verlangt, jeder Text genügt. Ein eigener Schlüssel kann später widerrufen werden.</translation>
    </message>
    <message>
        <source>Replace the key…</source>
        <translation>Schlüssel ersetzen…</translation>
    </message>
    <message>
        <source>Make a key for {app}</source>
        <translation>Schlüssel für {app} erstellen</translation>
    </message>
    <message>
        <source>Sends one short request to this address with this model, as the app would.</source>
        <translation>Sendet eine kurze Anfrage an diese Adresse mit diesem Modell, wie die App es täte.</translation>
    </message>
    <message>
        <source>{name} answered in {time}.</source>
        <translation>{name} antwortete in {time}.</translation>
    </message>
    <message>
        <source>{name} answered in {time}: “{words}”</source>
        <translation>{name} antwortete in {time}: „{words}“</translation>
    </message>
</context>
<context>
    <name>Diagnostics</name>
    <message>
        <source>Diagnostics file</source>
        <translation>Diagnosedatei</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>Speichern…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>This is all that is in it: no keys, no prompts, no answers. It is saved here and sent nowhere.</source>
        <translation>Das ist alles, was darin ist: keine Schlüssel, keine Fragen, keine Antworten. Sie wird hier gespeichert und nirgendwohin gesendet.</translation>
    </message>
    <message>
        <source>For a bug report</source>
        <translation>Für einen Fehlerbericht</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>It cannot be saved there: {why}</source>
        <translation>Dort kann sie nicht gespeichert werden: {why}</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Paste the key here</source>
        <translation>Schlüssel hier einfügen</translation>
    </message>
</context>
<context>
    <name>Face</name>
    <message>
        <source>Exo Bridge keeps running</source>
        <translation>Exo Bridge läuft weiter</translation>
    </message>
    <message>
        <source>Its icon is in the tray; Quit is in the icon&apos;s menu.</source>
        <translation>Sein Symbol ist im Tray; Beenden steht in dessen Menü.</translation>
    </message>
    <message>
        <source>Quit anyway?</source>
        <translation>Trotzdem beenden?</translation>
    </message>
    <message>
        <source>Wait and quit</source>
        <translation>Warten und beenden</translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>Sofort beenden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Something in Exo Bridge went wrong</source>
        <translation>In Exo Bridge ging etwas schief</translation>
    </message>
    <message>
        <source>{title}. It goes on; the log has the details.</source>
        <translation>{title}. Es läuft weiter; Näheres steht im Protokoll.</translation>
    </message>
    <message>
        <source>Exo Bridge crashed the last time</source>
        <translation>Exo Bridge ist beim letzten Mal abgestürzt</translation>
    </message>
    <message>
        <source>Nothing was sent to anybody. With these details the defect can be found.</source>
        <translation>Nichts wurde an irgendwen gesendet. Mit diesen Einzelheiten lässt sich der Fehler finden.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Diagnostics file…</source>
        <translation>Diagnosedatei…</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>Lokal</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>Eingeschränkt</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>Cloud</translation>
    </message>
    <message>
        <source>Nothing can answer</source>
        <translation>Niemand kann antworten</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Pausiert</translation>
    </message>
    <message>
        <source>Looking for nodes</source>
        <translation>Sucht Knoten</translation>
    </message>
    <message>
        <source>Apps get the answer “paused” (503) until you resume.</source>
        <translation>Apps bekommen die Antwort „paused“ (503), bis du fortsetzt.</translation>
    </message>
    <message>
        <source>Exo Bridge is starting.</source>
        <translation>Exo Bridge startet.</translation>
    </message>
    <message>
        <source>Exo Bridge is asking every machine it knows.</source>
        <translation>Exo Bridge fragt jede Maschine, die es kennt.</translation>
    </message>
    <message>
        <source>Built-in small model only; other models come from {names}.</source>
        <translation>Nur das kleine eingebaute Modell; andere Modelle kommen von {names}.</translation>
    </message>
    <message>
        <source>Built-in small model only. No exo node has been found.</source>
        <translation>Nur das kleine eingebaute Modell. Kein exo-Knoten wurde gefunden.</translation>
    </message>
    <message>
        <source>Everything is answered by your own machines; nothing may go to the cloud.</source>
        <translation>Alles beantworten deine eigenen Maschinen; nichts darf in die Cloud.</translation>
    </message>
    <message>
        <source>Everything is answered by your own machines; {names} can stand in.</source>
        <translation>Alles beantworten deine eigenen Maschinen; {names} kann einspringen.</translation>
    </message>
    <message>
        <source>Everything is answered by your own machines.</source>
        <translation>Alles beantworten deine eigenen Maschinen.</translation>
    </message>
    <message>
        <source>is down</source>
        <translation>ist ausgefallen</translation>
    </message>
    <message>
        <source>are down</source>
        <translation>sind ausgefallen</translation>
    </message>
    <message>
        <source>{names} {are_down}; only the built-in small model is left.</source>
        <translation>{names} {are_down}; nur das kleine eingebaute Modell bleibt.</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>antwortet</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>antworten</translation>
    </message>
    <message>
        <source>{names} {are_down}{why}; {others} {answer}.</source>
        <translation>{names} {are_down}{why}; {others} {answer}.</translation>
    </message>
    <message>
        <source>Requests go to {names} only, as you chose.</source>
        <translation>Anfragen gehen nur an {names}, wie du es gewählt hast.</translation>
    </message>
    <message>
        <source>Requests go to {names} first, as you chose.</source>
        <translation>Anfragen gehen zuerst an {names}, wie du es gewählt hast.</translation>
    </message>
    <message>
        <source>No machine of yours is set up; requests go to {names}.</source>
        <translation>Keine deiner Maschinen ist eingerichtet; Anfragen gehen an {names}.</translation>
    </message>
    <message>
        <source>Your machines do not answer; requests go to {names}.</source>
        <translation>Deine Maschinen antworten nicht; Anfragen gehen an {names}.</translation>
    </message>
    <message>
        <source>No node is reachable</source>
        <translation>Kein Knoten ist erreichbar</translation>
    </message>
    <message>
        <source>No node is known</source>
        <translation>Kein Knoten ist bekannt</translation>
    </message>
    <message>
        <source>The mode is “cloud only”</source>
        <translation>Der Modus ist „nur Cloud“</translation>
    </message>
    <message>
        <source>{own}, and {cloud}.</source>
        <translation>{own}, und {cloud}.</translation>
    </message>
    <message>
        <source>the mode keeps everything on your machines</source>
        <translation>der Modus hält alles auf deinen Maschinen</translation>
    </message>
    <message>
        <source>no cloud key is set</source>
        <translation>kein Cloud-Schlüssel ist hinterlegt</translation>
    </message>
    <message>
        <source>the cloud key cannot be read from the password store</source>
        <translation>der Cloud-Schlüssel ist im Passwortspeicher nicht lesbar</translation>
    </message>
    <message>
        <source>the cloud does not answer either</source>
        <translation>auch die Cloud antwortet nicht</translation>
    </message>
    <message>
        <source>Port {port} is used by {owner}; apps cannot reach Exo Bridge.</source>
        <translation>Port {port} wird von {owner} benutzt; Apps erreichen Exo Bridge nicht.</translation>
    </message>
    <message>
        <source>Port {port} cannot be opened; apps cannot reach Exo Bridge.</source>
        <translation>Port {port} lässt sich nicht öffnen; Apps erreichen Exo Bridge nicht.</translation>
    </message>
    <message>
        <source>(demo)</source>
        <translation>(Demo)</translation>
    </message>
    <message>
        <source>Local. Built-in small model only</source>
        <translation>Lokal. Nur das kleine eingebaute Modell</translation>
    </message>
    <message>
        <source>Local. {what} ready</source>
        <translation>Lokal. {what} bereit</translation>
    </message>
    <message>
        <source>Local, only the built-in model is left. {names} down</source>
        <translation>Lokal, nur das eingebaute Modell bleibt. {names} ausgefallen</translation>
    </message>
    <message>
        <source>Local, {n} of {all} nodes down ({names})</source>
        <translation>Lokal, {n} von {all} Knoten ausgefallen ({names})</translation>
    </message>
    <message>
        <source>Paused. Requests get “paused” (503)</source>
        <translation>Pausiert. Anfragen bekommen „paused“ (503)</translation>
    </message>
    <message>
        <source>Looking for nodes…</source>
        <translation>Sucht Knoten…</translation>
    </message>
    <message>
        <source>Cloud. Local nodes not answering since {time}</source>
        <translation>Cloud. Lokale Knoten antworten seit {time} nicht</translation>
    </message>
    <message>
        <source>Cloud. {names}</source>
        <translation>Cloud. {names}</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>{n} s ago</source>
        <translation>vor {n} s</translation>
    </message>
    <message>
        <source>{n} min ago</source>
        <translation>vor {n} min</translation>
    </message>
    <message>
        <source>{n} h ago</source>
        <translation>vor {n} h</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>in {n} s</source>
        <translation>in {n} s</translation>
    </message>
    <message>
        <source>in {n} min</source>
        <translation>in {n} min</translation>
    </message>
    <message>
        <source>node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>request</source>
        <translation>Anfrage</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>Änderungen</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>dieser Computer</translation>
    </message>
    <message>
        <source>your network</source>
        <translation>dein Netz</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>Cloud</translation>
    </message>
    <message>
        <source>{name} (simulated)</source>
        <translation>{name} (simuliert)</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>{n} weitere</translation>
    </message>
</context>
<context>
    <name>Failure</name>
    <message>
        <source>Exo Bridge is paused</source>
        <translation>Exo Bridge pausiert</translation>
    </message>
    <message>
        <source>Exo Bridge itself failed</source>
        <translation>Exo Bridge selbst ist gescheitert</translation>
    </message>
    <message>
        <source>No backend offers this model</source>
        <translation>Kein Backend bietet dieses Modell an</translation>
    </message>
    <message>
        <source>Nothing can answer</source>
        <translation type="unfinished">Niemand kann antworten</translation>
    </message>
    <message>
        <source>Only your own machines may answer</source>
        <translation>Nur deine eigenen Maschinen dürfen antworten</translation>
    </message>
    <message>
        <source>The request cannot be read</source>
        <translation>Die Anfrage ist nicht lesbar</translation>
    </message>
    <message>
        <source>accepted the request but did not answer</source>
        <translation>hat die Anfrage angenommen, aber nicht geantwortet</translation>
    </message>
    <message>
        <source>answered with a redirect, which is not followed</source>
        <translation>hat mit einer Weiterleitung geantwortet, der nicht gefolgt wird</translation>
    </message>
    <message>
        <source>answered with a server error</source>
        <translation>hat mit einem Serverfehler geantwortet</translation>
    </message>
    <message>
        <source>answered with broken HTTP</source>
        <translation>hat mit kaputtem HTTP geantwortet</translation>
    </message>
    <message>
        <source>answered with nothing in it</source>
        <translation>hat leer geantwortet</translation>
    </message>
    <message>
        <source>answered with something that is not an answer</source>
        <translation>hat mit etwas geantwortet, das keine Antwort ist</translation>
    </message>
    <message>
        <source>asked us to slow down</source>
        <translation>bat um langsamere Anfragen</translation>
    </message>
    <message>
        <source>broke off its answer</source>
        <translation>hat die Antwort abgebrochen</translation>
    </message>
    <message>
        <source>cannot be asked this</source>
        <translation>kann das nicht gefragt werden</translation>
    </message>
    <message>
        <source>cannot be reached over the network</source>
        <translation>ist über das Netz nicht erreichbar</translation>
    </message>
    <message>
        <source>cannot hold a prompt this long</source>
        <translation>fasst keinen so langen Prompt</translation>
    </message>
    <message>
        <source>closed the connection without an answer</source>
        <translation>hat die Verbindung ohne Antwort geschlossen</translation>
    </message>
    <message>
        <source>could not be started</source>
        <translation>konnte nicht gestartet werden</translation>
    </message>
    <message>
        <source>did not accept the request</source>
        <translation>hat die Anfrage nicht angenommen</translation>
    </message>
    <message>
        <source>did not answer the connection</source>
        <translation>hat auf die Verbindung nicht geantwortet</translation>
    </message>
    <message>
        <source>did not produce a first token in time</source>
        <translation>hat kein erstes Token rechtzeitig geliefert</translation>
    </message>
    <message>
        <source>does not have the model loaded</source>
        <translation>hat das Modell nicht geladen</translation>
    </message>
    <message>
        <source>does not have this model</source>
        <translation>hat dieses Modell nicht</translation>
    </message>
    <message>
        <source>does not offer this function</source>
        <translation>bietet diese Funktion nicht an</translation>
    </message>
    <message>
        <source>has a name that cannot be found</source>
        <translation>hat einen Namen, der nicht zu finden ist</translation>
    </message>
    <message>
        <source>has no credit left</source>
        <translation>hat kein Guthaben mehr</translation>
    </message>
    <message>
        <source>has no key</source>
        <translation>hat keinen Schlüssel</translation>
    </message>
    <message>
        <source>has no valid certificate</source>
        <translation>hat kein gültiges Zertifikat</translation>
    </message>
    <message>
        <source>is busy with as many requests as it can take</source>
        <translation>ist mit so vielen Anfragen beschäftigt, wie es annehmen kann</translation>
    </message>
    <message>
        <source>is cut off from the master of its cluster</source>
        <translation>ist vom Master des Clusters abgeschnitten</translation>
    </message>
    <message>
        <source>is not the kind of server that was expected</source>
        <translation>ist nicht die erwartete Art von Server</translation>
    </message>
    <message>
        <source>is overloaded</source>
        <translation>ist überlastet</translation>
    </message>
    <message>
        <source>leads back to Exo Bridge itself</source>
        <translation>führt zu Exo Bridge selbst zurück</translation>
    </message>
    <message>
        <source>refused the connection</source>
        <translation>hat die Verbindung abgelehnt</translation>
    </message>
    <message>
        <source>refused the key</source>
        <translation>hat den Schlüssel abgelehnt</translation>
    </message>
    <message>
        <source>reported an error inside its answer</source>
        <translation>hat in der Antwort einen Fehler gemeldet</translation>
    </message>
    <message>
        <source>stopped in the middle of its answer</source>
        <translation>ist mitten in der Antwort verstummt</translation>
    </message>
    <message>
        <source>took too long for a whole answer</source>
        <translation>brauchte zu lange für eine ganze Antwort</translation>
    </message>
</context>
<context>
    <name>FailureHint</name>
    <message>
        <source>Add its key in the settings.</source>
        <translation>Füge den Schlüssel in den Einstellungen hinzu.</translation>
    </message>
    <message>
        <source>Ask for one of the names in /v1/models.</source>
        <translation>Frage nach einem der Namen in /v1/models.</translation>
    </message>
    <message>
        <source>Check that the machine is on and the server is running there.</source>
        <translation>Prüfe, ob die Maschine an ist und der Server dort läuft.</translation>
    </message>
    <message>
        <source>Check the address in the settings.</source>
        <translation>Prüfe die Adresse in den Einstellungen.</translation>
    </message>
    <message>
        <source>Check the address, the clock and the certificate.</source>
        <translation>Prüfe Adresse, Uhr und Zertifikat.</translation>
    </message>
    <message>
        <source>Check the network connection of both machines.</source>
        <translation>Prüfe die Netzverbindung beider Maschinen.</translation>
    </message>
    <message>
        <source>Correct the request.</source>
        <translation>Berichtige die Anfrage.</translation>
    </message>
    <message>
        <source>Leave the named field out, or use a backend that speaks the app&apos;s own dialect.</source>
        <translation>Lass das genannte Feld weg, oder nimm ein Backend, das den Dialekt der App spricht.</translation>
    </message>
    <message>
        <source>Load it, or wait until it is loaded.</source>
        <translation>Lade es, oder warte, bis es geladen ist.</translation>
    </message>
    <message>
        <source>Long prompts may need a larger limit.</source>
        <translation>Lange Prompts brauchen vielleicht eine größere Grenze.</translation>
    </message>
    <message>
        <source>Look at the log of that server.</source>
        <translation>Sieh in das Protokoll dieses Servers.</translation>
    </message>
    <message>
        <source>Look at the log.</source>
        <translation>Sieh in das Protokoll.</translation>
    </message>
    <message>
        <source>Please report this, with the log.</source>
        <translation>Bitte melde das, mit dem Protokoll.</translation>
    </message>
    <message>
        <source>Raise the total limit in the settings.</source>
        <translation>Erhöhe die Gesamtgrenze in den Einstellungen.</translation>
    </message>
    <message>
        <source>Remove this address from the settings: it is Exo Bridge&apos;s own.</source>
        <translation>Entferne diese Adresse aus den Einstellungen: Es ist die von Exo Bridge selbst.</translation>
    </message>
    <message>
        <source>Replace the key in the settings.</source>
        <translation>Ersetze den Schlüssel in den Einstellungen.</translation>
    </message>
    <message>
        <source>Restart exo on that machine.</source>
        <translation>Starte exo auf jener Maschine neu.</translation>
    </message>
    <message>
        <source>Resume it from the tray menu.</source>
        <translation>Setze es im Menü des Trays fort.</translation>
    </message>
    <message>
        <source>Shorten the prompt.</source>
        <translation>Kürze den Prompt.</translation>
    </message>
    <message>
        <source>Start a node, or add a cloud key in the settings.</source>
        <translation>Starte einen Knoten, oder füge in den Einstellungen einen Cloud-Schlüssel hinzu.</translation>
    </message>
    <message>
        <source>Start a node, or allow the cloud by choosing another mode.</source>
        <translation>Starte einen Knoten, oder erlaube die Cloud mit einem anderen Modus.</translation>
    </message>
    <message>
        <source>Top up the account, then test the key.</source>
        <translation>Lade das Konto auf und teste dann den Schlüssel.</translation>
    </message>
    <message>
        <source>Try again after the time it named.</source>
        <translation>Versuche es nach der genannten Zeit noch einmal.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>Versuche es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Use another backend for it.</source>
        <translation>Nimm dafür ein anderes Backend.</translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>Open log folder</source>
        <translation>Protokollordner öffnen</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>Protokollzeilen</translation>
    </message>
    <message>
        <source>Copy for a bug report</source>
        <translation>Für einen Fehlerbericht kopieren</translation>
    </message>
    <message>
        <source>No line matches</source>
        <translation>Keine Zeile passt</translation>
    </message>
    <message>
        <source>Choose a lower level, or other words. Older lines are in the log folder.</source>
        <translation>Wähle eine niedrigere Stufe oder andere Wörter. Ältere Zeilen sind im Protokollordner.</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Nur Fehler</translation>
    </message>
    <message>
        <source>Words to look for</source>
        <translation>Gesuchte Wörter</translation>
    </message>
    <message>
        <source>Filter, for example: studio</source>
        <translation>Filter, zum Beispiel: studio</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>Thema</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>built-in small model</source>
        <translation>kleines eingebautes Modell</translation>
    </message>
    <message>
        <source>{requests} running</source>
        <translation>{requests} in Arbeit</translation>
    </message>
    <message>
        <source>demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Last: {model} on {name}</source>
        <translation>Zuletzt: {model} auf {name}</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Notifications (off until {time})</source>
        <translation>Hinweise (aus bis {time})</translation>
    </message>
    <message>
        <source>Kill {name}</source>
        <translation>{name} abschalten</translation>
    </message>
    <message>
        <source>Revive {name}</source>
        <translation>{name} wiederbeleben</translation>
    </message>
    <message>
        <source>1 request is running.</source>
        <translation>1 Anfrage läuft.</translation>
    </message>
    <message>
        <source>{n} requests are running.</source>
        <translation>{n} Anfragen laufen.</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Connect an app…</source>
        <translation>App verbinden…</translation>
    </message>
    <message>
        <source>Status…</source>
        <translation>Status…</translation>
    </message>
    <message>
        <source>Test chat…</source>
        <translation>Test-Chat…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Quit Exo Bridge</source>
        <translation>Exo Bridge beenden</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Off for 30 minutes</source>
        <translation>30 Minuten aus</translation>
    </message>
    <message>
        <source>Off for 1 hour</source>
        <translation>1 Stunde aus</translation>
    </message>
    <message>
        <source>Off for 8 hours</source>
        <translation>8 Stunden aus</translation>
    </message>
    <message>
        <source>On again</source>
        <translation>Wieder an</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>Demo</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Copied ✓</source>
        <translation>Kopiert ✓</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Manage models…</source>
        <translation>Modelle verwalten …</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>Noch kein Modell</translation>
    </message>
    <message>
        <source>A model appears here when a node has it. On exo, find one and load it from here.</source>
        <translation>Ein Modell erscheint hier, sobald ein Knoten es hat. Auf exo lässt es sich von hier aus finden und laden.</translation>
    </message>
    <message>
        <source>Find a model…</source>
        <translation>Modell finden …</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>Löschen …</translation>
    </message>
    <message>
        <source>Choose a model to load, unload or delete it.</source>
        <translation>Wähle ein Modell, um es zu laden, zu entladen oder zu löschen.</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>Ein Modell finden</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>Verbund</translation>
    </message>
    <message>
        <source>Search the models</source>
        <translation>Modelle durchsuchen</translation>
    </message>
    <message>
        <source>Search, for example qwen 4bit</source>
        <translation>Suchen, zum Beispiel qwen 4bit</translation>
    </message>
    <message>
        <source>Models of exo&apos;s catalogue</source>
        <translation>Modelle aus dem Katalog von exo</translation>
    </message>
    <message>
        <source>Asking exo…</source>
        <translation>Fragt exo …</translation>
    </message>
    <message>
        <source>No model of that name</source>
        <translation>Kein Modell dieses Namens</translation>
    </message>
    <message>
        <source>Try fewer words.</source>
        <translation>Versuche es mit weniger Wörtern.</translation>
    </message>
    <message>
        <source>Load…</source>
        <translation>Laden …</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>Herunterladen …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>On</source>
        <translation>Auf</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>Kontext</translation>
    </message>
    <message>
        <source>Load {model}</source>
        <translation>{model} laden</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Asking exo where it fits…</source>
        <translation>Fragt exo, wo es hineinpasst …</translation>
    </message>
    <message>
        <source>asks exo to load it</source>
        <translation>bittet exo, es zu laden</translation>
    </message>
    <message>
        <source>unloading</source>
        <translation>entlädt</translation>
    </message>
    <message>
        <source>Unload {model}?</source>
        <translation>{model} entladen?</translation>
    </message>
    <message>
        <source>It is answering now; that answer ends.</source>
        <translation>Es antwortet gerade; diese Antwort bricht ab.</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>Entladen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>asks exo to download it</source>
        <translation>bittet exo um den Download</translation>
    </message>
    <message>
        <source>Download {model}</source>
        <translation>{model} herunterladen</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Herunterladen</translation>
    </message>
    <message>
        <source>cancelling</source>
        <translation>bricht ab</translation>
    </message>
    <message>
        <source>Cancel the download of {model}</source>
        <translation>Den Download von {model} abbrechen</translation>
    </message>
    <message>
        <source>Cancel download</source>
        <translation>Download abbrechen</translation>
    </message>
    <message>
        <source>deleting</source>
        <translation>löscht</translation>
    </message>
    <message>
        <source>Delete {model}?</source>
        <translation>{model} löschen?</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Its files are removed from {machine}; getting them back means a download.</source>
        <translation>Seine Dateien werden von {machine} entfernt; zurück kommen sie nur durch einen Download.</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
    <message>
        <source>on the disk</source>
        <translation>auf der Platte</translation>
    </message>
    <message>
        <source>loads on use</source>
        <translation>lädt bei Gebrauch</translation>
    </message>
    <message>
        <source>{name}: {memory} of {free} free</source>
        <translation>{name}: {memory} von {free} frei</translation>
    </message>
    <message>
        <source>{name}: {memory}</source>
        <translation>{name}: {memory}</translation>
    </message>
    <message>
        <source>is downloaded to {names} first</source>
        <translation>wird zuerst auf {names} heruntergeladen</translation>
    </message>
    <message>
        <source>{size} free on its disk</source>
        <translation>{size} auf seiner Platte frei</translation>
    </message>
    <message>
        <source>{model}: {state}</source>
        <translation>{model}: {state}</translation>
    </message>
</context>
<context>
    <name>Nodes</name>
    <message>
        <source>Scan now</source>
        <translation>Jetzt suchen</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Jetzt prüfen</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Nodes and cloud accounts</source>
        <translation>Knoten und Cloud-Konten</translation>
    </message>
    <message>
        <source>Add node…</source>
        <translation>Knoten hinzufügen…</translation>
    </message>
    <message>
        <source>Check {name} now</source>
        <translation>{name} jetzt prüfen</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>Last check</source>
        <translation>Zuletzt geprüft</translation>
    </message>
    <message>
        <source>Looking on this machine and on your network…</source>
        <translation>Sucht auf diesem Rechner und in deinem Netz …</translation>
    </message>
    <message>
        <source>Looking on this machine…</source>
        <translation>Sucht auf diesem Rechner …</translation>
    </message>
    <message>
        <source>Found {names}.</source>
        <translation>Gefunden: {names}.</translation>
    </message>
    <message>
        <source>Nothing new on this machine. Looking on the network is switched off.</source>
        <translation>Nichts Neues auf diesem Rechner. Die Suche im Netz ist ausgeschaltet.</translation>
    </message>
    <message>
        <source>Nothing new. This machine is on no network that can be looked through.</source>
        <translation>Nichts Neues. Dieser Rechner ist in keinem Netz, das sich absuchen lässt.</translation>
    </message>
    <message>
        <source>Nothing new: asked {n} addresses of your network.</source>
        <translation>Nichts Neues: {n} Adressen deines Netzes gefragt.</translation>
    </message>
    <message>
        <source>No node found yet. exo and other servers on this machine and network appear by themselves; add others by address.</source>
        <translation>Noch kein Knoten gefunden. exo und andere Server auf diesem Rechner und im Netz erscheinen von selbst; andere fügst du über ihre Adresse hinzu.</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>Warum?</translation>
    </message>
    <message>
        <source>Local only</source>
        <translation>Nur lokal</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>Einstellungen öffnen</translation>
    </message>
    <message>
        <source>Open status</source>
        <translation>Status öffnen</translation>
    </message>
    <message>
        <source>Notices arrive</source>
        <translation>Hinweise kommen an</translation>
    </message>
    <message>
        <source>This one is a test.</source>
        <translation>Dieser ist eine Probe.</translation>
    </message>
    <message>
        <source>{name} takes over</source>
        <translation>{name} übernimmt</translation>
    </message>
    <message>
        <source>{name} took over</source>
        <translation>{name} hat übernommen</translation>
    </message>
    <message>
        <source>{loser} stopped answering at {time} ({title}). New requests go to {winner}.</source>
        <translation>{loser} antwortet seit {time} nicht mehr ({title}). Neue Anfragen gehen an {winner}.</translation>
    </message>
    <message>
        <source>New requests go to {winner}.</source>
        <translation>Neue Anfragen gehen an {winner}.</translation>
    </message>
    <message>
        <source>Answering from the cloud</source>
        <translation>Die Cloud antwortet</translation>
    </message>
    <message>
        <source>The cloud took {requests}.</source>
        <translation>Die Cloud hat {requests} übernommen.</translation>
    </message>
    <message>
        <source>Back to local</source>
        <translation>Wieder lokal</translation>
    </message>
    <message>
        <source>{name} is back</source>
        <translation>{name} ist wieder da</translation>
    </message>
    <message>
        <source>{name} answers again and takes requests.</source>
        <translation>{name} antwortet wieder und nimmt Anfragen an.</translation>
    </message>
    <message>
        <source>{names} answer again.</source>
        <translation>{names} antworten wieder.</translation>
    </message>
    <message>
        <source>Your machine</source>
        <translation>Deine Maschine</translation>
    </message>
    <message>
        <source>{name} answers again.</source>
        <translation>{name} antwortet wieder.</translation>
    </message>
    <message>
        <source>Nothing can answer</source>
        <translation>Niemand kann antworten</translation>
    </message>
    <message>
        <source>{name} has no credit left</source>
        <translation>{name} hat kein Guthaben mehr</translation>
    </message>
    <message>
        <source>It is left alone until you top up the account and test the key.</source>
        <translation>Es wird nicht mehr gefragt, bis du das Konto auflädst und den Schlüssel testest.</translation>
    </message>
    <message>
        <source>{name} refused the key</source>
        <translation>{name} lehnt den Schlüssel ab</translation>
    </message>
    <message>
        <source>401. Cloud fall-back is off until you replace it.</source>
        <translation>401. Die Cloud springt nicht ein, bis du ihn ersetzt.</translation>
    </message>
    <message>
        <source>Another cloud account can still help out.</source>
        <translation>Ein anderes Cloud-Konto kann noch einspringen.</translation>
    </message>
    <message>
        <source>{changes} in the last hour</source>
        <translation>{changes} in der letzten Stunde</translation>
    </message>
    <message>
        <source>Notices rest for a while; the activity list has them all.</source>
        <translation>Die Hinweise ruhen eine Weile; die Aktivitätsliste hat alle.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>Zeigen</translation>
    </message>
    <message>
        <source>{app} has used up its cloud budget</source>
        <translation>{app} hat sein Cloud-Budget aufgebraucht</translation>
    </message>
    <message>
        <source>{n} tokens of clouds today. Until midnight only your own machines answer it.</source>
        <translation>Heute {n} Tokens aus Clouds. Bis Mitternacht antworten ihm nur deine eigenen Maschinen.</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Port {port} is used by {owner}.</source>
        <translation>Port {port} wird von {owner} benutzt.</translation>
    </message>
    <message>
        <source>Port {port} cannot be opened ({error}).</source>
        <translation>Port {port} lässt sich nicht öffnen ({error}).</translation>
    </message>
    <message>
        <source>Your apps cannot reach Exo Bridge.</source>
        <translation>Deine Apps erreichen Exo Bridge nicht.</translation>
    </message>
    <message>
        <source>Exo Bridge now listens at {address}. Your apps must use this address.</source>
        <translation>Exo Bridge hört jetzt auf {address}. Deine Apps müssen diese Adresse benutzen.</translation>
    </message>
</context>
<context>
    <name>Routes</name>
    <message>
        <source>It is shared with your network as soon as an app has a key.</source>
        <translation>Sie wird mit deinem Netz geteilt, sobald eine App einen Schlüssel hat.</translation>
    </message>
    <message>
        <source>Shared with your network, for apps with a key.</source>
        <translation>Mit deinem Netz geteilt, für Apps mit einem Schlüssel.</translation>
    </message>
    <message>
        <source>Local first, cloud if needed</source>
        <translation>Zuerst lokal, Cloud wenn nötig</translation>
    </message>
    <message>
        <source>Local only (never cloud)</source>
        <translation>Nur lokal (nie Cloud)</translation>
    </message>
    <message>
        <source>Cloud first, local if needed</source>
        <translation>Zuerst Cloud, lokal wenn nötig</translation>
    </message>
    <message>
        <source>Cloud only</source>
        <translation>Nur Cloud</translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>comes with Exo Bridge</source>
        <translation>gehört zu Exo Bridge</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>kein Schlüssel</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>ok</translation>
    </message>
    <message>
        <source>resting</source>
        <translation>ruht</translation>
    </message>
    <message>
        <source>down</source>
        <translation>ausgefallen</translation>
    </message>
    <message>
        <source>needs you</source>
        <translation>braucht dich</translation>
    </message>
    <message>
        <source>on demand</source>
        <translation>bei Bedarf</translation>
    </message>
    <message>
        <source>key ready</source>
        <translation>Schlüssel bereit</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>wird geprüft</translation>
    </message>
    <message>
        <source>add its key in the settings</source>
        <translation>füge den Schlüssel in den Einstellungen hinzu</translation>
    </message>
    <message>
        <source>the password store does not give it</source>
        <translation>der Passwortspeicher gibt ihn nicht heraus</translation>
    </message>
    <message>
        <source>starts when needed</source>
        <translation>startet, wenn es gebraucht wird</translation>
    </message>
    <message>
        <source>{words}, retry {ahead}</source>
        <translation>{words}, neuer Versuch {ahead}</translation>
    </message>
    <message>
        <source>{n} offered</source>
        <translation>{n} angeboten</translation>
    </message>
    <message>
        <source>{n} ready</source>
        <translation>{n} bereit</translation>
    </message>
    <message>
        <source>{n} failed</source>
        <translation>{n} fehlgeschlagen</translation>
    </message>
    <message>
        <source>none ready</source>
        <translation>keines bereit</translation>
    </message>
    <message>
        <source>{free} of {all} memory free</source>
        <translation>{free} von {all} Speicher frei</translation>
    </message>
    <message>
        <source>checked at {time}</source>
        <translation>geprüft um {time}</translation>
    </message>
    <message>
        <source>answered {n} times</source>
        <translation>hat {n}-mal geantwortet</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>nicht erreichbar</translation>
    </message>
    <message>
        <source>not downloaded</source>
        <translation>nicht heruntergeladen</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>nicht geladen</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>lädt herunter</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>wird geladen</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>beschäftigt</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>Said</name>
    <message>
        <source>A cloud account has no key</source>
        <translation>Ein Cloud-Konto hat keinen Schlüssel</translation>
    </message>
    <message>
        <source>A key travels in the open</source>
        <translation>Ein Schlüssel reist offen</translation>
    </message>
    <message>
        <source>A list can only be set in the settings file.</source>
        <translation>Eine Liste lässt sich nur in der Einstellungsdatei einstellen.</translation>
    </message>
    <message>
        <source>A provider file is wrong</source>
        <translation>Eine Anbieter-Datei ist falsch</translation>
    </message>
    <message>
        <source>Add one first.</source>
        <translation>Füge zuerst einen hinzu.</translation>
    </message>
    <message>
        <source>Both addresses answer with the node id {id}; {name} is used.</source>
        <translation>Beide Adressen antworten mit der Knoten-Kennung {id}; benutzt wird {name}.</translation>
    </message>
    <message>
        <source>Change access.share_port, or the files of access.certificate.</source>
        <translation>Ändere access.share_port oder die Dateien von access.certificate.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>Wähle einen anderen Namen.</translation>
    </message>
    <message>
        <source>Copy the key alone, without the word &quot;Bearer&quot; and without quotes around it.</source>
        <translation>Kopiere nur den Schlüssel, ohne das Wort „Bearer“ und ohne Anführungszeichen darum.</translation>
    </message>
    <message>
        <source>Correct it first: {detail}</source>
        <translation>Berichtige sie zuerst: {detail}</translation>
    </message>
    <message>
        <source>Correct it.</source>
        <translation>Berichtige es.</translation>
    </message>
    <message>
        <source>Correct it. Until then the default settings are in use.</source>
        <translation>Berichtige es. Bis dahin gelten die Voreinstellungen.</translation>
    </message>
    <message>
        <source>Correct it. Until then the last good settings are in use.</source>
        <translation>Berichtige es. Bis dahin gelten die letzten guten Einstellungen.</translation>
    </message>
    <message>
        <source>Correct it; the change is noticed at once.</source>
        <translation>Berichtige es; die Änderung wird sofort bemerkt.</translation>
    </message>
    <message>
        <source>Correct the file in {folder}; until then this provider is not there.</source>
        <translation>Berichtige die Datei in {folder}; bis dahin gibt es diesen Anbieter nicht.</translation>
    </message>
    <message>
        <source>Correct {label}.</source>
        <translation>Berichtige {label}.</translation>
    </message>
    <message>
        <source>Did you mean &quot;{word}&quot;?</source>
        <translation>Meintest du „{word}“?</translation>
    </message>
    <message>
        <source>Each entry needs {names}.</source>
        <translation>Jeder Eintrag braucht {names}.</translation>
    </message>
    <message>
        <source>Edit {file} by hand.</source>
        <translation>Bearbeite {file} von Hand.</translation>
    </message>
    <message>
        <source>Example: {address}</source>
        <translation>Beispiel: {address}</translation>
    </message>
    <message>
        <source>Exo Bridge is ending</source>
        <translation>Exo Bridge wird beendet</translation>
    </message>
    <message>
        <source>Exo Bridge is quitting</source>
        <translation>Exo Bridge wird beendet</translation>
    </message>
    <message>
        <source>Give each entry a name of its own.</source>
        <translation>Gib jedem Eintrag einen eigenen Namen.</translation>
    </message>
    <message>
        <source>Give only the part before it.</source>
        <translation>Gib nur den Teil davor an.</translation>
    </message>
    <message>
        <source>It failed {count} times in ten minutes and is left alone for an hour.</source>
        <translation>Es ist in zehn Minuten {count}-mal gescheitert und wird eine Stunde lang in Ruhe gelassen.</translation>
    </message>
    <message>
        <source>It failed {count} times in ten minutes and is left alone for an hour. {detail}</source>
        <translation>Es ist in zehn Minuten {count}-mal gescheitert und wird eine Stunde lang in Ruhe gelassen. {detail}</translation>
    </message>
    <message>
        <source>It may have gone in the meantime</source>
        <translation>Vielleicht ist er inzwischen verschwunden</translation>
    </message>
    <message>
        <source>It must begin with http:// or https://</source>
        <translation>Sie muss mit http:// oder https:// beginnen</translation>
    </message>
    <message>
        <source>It said: {detail}. {reason}</source>
        <translation>Er sagte: {detail}. {reason}</translation>
    </message>
    <message>
        <source>Its models are managed in its own program</source>
        <translation>Seine Modelle werden in seinem eigenen Programm verwaltet</translation>
    </message>
    <message>
        <source>Known are: {names}.</source>
        <translation>Bekannt sind: {names}.</translation>
    </message>
    <message>
        <source>Known: {names}. For any other OpenAI-compatible server write &quot;{provider}&quot; and its base_url.</source>
        <translation>Bekannt: {names}. Für jeden anderen OpenAI-kompatiblen Server schreibe „{provider}“ und seine base_url.</translation>
    </message>
    <message>
        <source>Look at exo&apos;s log, then load it again, or load a smaller model.</source>
        <translation>Sieh in das Protokoll von exo, dann lade es noch einmal, oder lade ein kleineres Modell.</translation>
    </message>
    <message>
        <source>Look at exo&apos;s log.</source>
        <translation>Sieh in das Protokoll von exo.</translation>
    </message>
    <message>
        <source>Look at exo&apos;s log; often there is less memory than it thought.</source>
        <translation>Sieh in das Protokoll von exo; oft ist weniger Speicher da, als es dachte.</translation>
    </message>
    <message>
        <source>Look for a window that asks for its password, then try again. {reason}</source>
        <translation>Suche nach einem Fenster, das nach seinem Passwort fragt, und versuche es noch einmal. {reason}</translation>
    </message>
    <message>
        <source>Make it readable. Until then the default settings are in use.</source>
        <translation>Mach sie lesbar. Bis dahin gelten die Voreinstellungen.</translation>
    </message>
    <message>
        <source>Make it readable. Until then the last good settings are in use.</source>
        <translation>Mach sie lesbar. Bis dahin gelten die letzten guten Einstellungen.</translation>
    </message>
    <message>
        <source>Make it writable, or name another directory in the environment variable {variable}</source>
        <translation>Mach es beschreibbar, oder nenne in der Umgebungsvariablen {variable} ein anderes Verzeichnis</translation>
    </message>
    <message>
        <source>Make one for each of them: &quot;Connect an app…&quot; in the status window, or exo-bridge app-key add NAME</source>
        <translation>Erzeuge für jede einen: „App verbinden…“ im Statusfenster, oder exo-bridge app-key add NAME</translation>
    </message>
    <message>
        <source>No enabled cloud account is called {name}.</source>
        <translation>Kein eingeschaltetes Cloud-Konto heißt {name}.</translation>
    </message>
    <message>
        <source>Not tested</source>
        <translation>Nicht getestet</translation>
    </message>
    <message>
        <source>Nothing can be kept: settings, keys of apps, the log</source>
        <translation>Nichts kann verwahrt werden: Einstellungen, Schlüssel der Apps, das Protokoll</translation>
    </message>
    <message>
        <source>Only your own machines may answer for now</source>
        <translation>Vorerst dürfen nur deine eigenen Maschinen antworten</translation>
    </message>
    <message>
        <source>Other machines cannot reach the port</source>
        <translation>Andere Maschinen erreichen den Port nicht</translation>
    </message>
    <message>
        <source>Other machines must show a key, and there is none.</source>
        <translation>Andere Maschinen müssen einen Schlüssel zeigen, und es gibt keinen.</translation>
    </message>
    <message>
        <source>Paste the key that the provider showed you.</source>
        <translation>Füge den Schlüssel ein, den der Anbieter dir gezeigt hat.</translation>
    </message>
    <message>
        <source>Remove one of the two; the first counts.</source>
        <translation>Entferne eines von beiden; das erste zählt.</translation>
    </message>
    <message>
        <source>Remove one of them from the settings.</source>
        <translation>Entferne eine davon aus den Einstellungen.</translation>
    </message>
    <message>
        <source>Rename one of them.</source>
        <translation>Benenne eines davon um.</translation>
    </message>
    <message>
        <source>See `exo-bridge models list --all` for the names it knows.</source>
        <translation>Die Namen, die es kennt, zeigt `exo-bridge models list --all`.</translation>
    </message>
    <message>
        <source>Take it out of the environment.</source>
        <translation>Nimm sie aus der Umgebung.</translation>
    </message>
    <message>
        <source>Take it out. {reason}</source>
        <translation>Nimm es heraus. {reason}</translation>
    </message>
    <message>
        <source>That version loads and downloads a model by itself when asked for it</source>
        <translation>Diese Version lädt ein Modell von selbst, auch herunter, wenn danach gefragt wird</translation>
    </message>
    <message>
        <source>The Wi-Fi is open: everybody can join it.</source>
        <translation>Das WLAN ist offen: Jeder kann ihm beitreten.</translation>
    </message>
    <message>
        <source>The defaults are in use.</source>
        <translation>Es gelten die Voreinstellungen.</translation>
    </message>
    <message>
        <source>The demo could not start</source>
        <translation>Die Demo konnte nicht starten</translation>
    </message>
    <message>
        <source>The download of {model} did not start</source>
        <translation>Der Download von {model} hat nicht begonnen</translation>
    </message>
    <message>
        <source>The download of {model} was not stopped</source>
        <translation>Der Download von {model} wurde nicht angehalten</translation>
    </message>
    <message>
        <source>The key is empty.</source>
        <translation>Der Schlüssel ist leer.</translation>
    </message>
    <message>
        <source>The key works</source>
        <translation>Der Schlüssel funktioniert</translation>
    </message>
    <message>
        <source>The mode is local only, so nothing is sent out.</source>
        <translation>Der Modus ist „nur lokal“, also wird nichts hinausgeschickt.</translation>
    </message>
    <message>
        <source>The password store did not answer.</source>
        <translation>Der Passwortspeicher hat nicht geantwortet.</translation>
    </message>
    <message>
        <source>The password store failed.</source>
        <translation>Der Passwortspeicher ist gescheitert.</translation>
    </message>
    <message>
        <source>The password store is locked.</source>
        <translation>Der Passwortspeicher ist gesperrt.</translation>
    </message>
    <message>
        <source>The port is not shared yet</source>
        <translation>Der Port ist noch nicht geteilt</translation>
    </message>
    <message>
        <source>The port is shared in a public network</source>
        <translation>Der Port ist in einem öffentlichen Netz geteilt</translation>
    </message>
    <message>
        <source>The routing mode holds until you quit</source>
        <translation>Der Modus gilt, bis du beendest</translation>
    </message>
    <message>
        <source>The settings file cannot be read</source>
        <translation>Die Einstellungsdatei ist nicht lesbar</translation>
    </message>
    <message>
        <source>The settings file cannot be written</source>
        <translation>Die Einstellungsdatei ist nicht beschreibbar</translation>
    </message>
    <message>
        <source>The settings file has an error</source>
        <translation>Die Einstellungsdatei hat einen Fehler</translation>
    </message>
    <message>
        <source>The settings file has an error, so nothing was saved</source>
        <translation>Die Einstellungsdatei hat einen Fehler, darum wurde nichts gespeichert</translation>
    </message>
    <message>
        <source>The settings file is not there</source>
        <translation>Die Einstellungsdatei ist nicht da</translation>
    </message>
    <message>
        <source>The settings file was changed meanwhile, so nothing was saved</source>
        <translation>Die Einstellungsdatei wurde inzwischen geändert, darum wurde nichts gespeichert</translation>
    </message>
    <message>
        <source>There are: {machines}</source>
        <translation>Es gibt: {machines}</translation>
    </message>
    <message>
        <source>There is already an entry called {label}</source>
        <translation>Es gibt schon einen Eintrag namens {label}</translation>
    </message>
    <message>
        <source>There is no key yet</source>
        <translation>Es gibt noch keinen Schlüssel</translation>
    </message>
    <message>
        <source>There is no machine {machine} in this cluster</source>
        <translation>In diesem Cluster gibt es keine Maschine {machine}</translation>
    </message>
    <message>
        <source>There is no single value {label}</source>
        <translation>Einen einzelnen Wert {label} gibt es nicht</translation>
    </message>
    <message>
        <source>There is no such account</source>
        <translation>Ein solches Konto gibt es nicht</translation>
    </message>
    <message>
        <source>There is no such node</source>
        <translation>Einen solchen Knoten gibt es nicht</translation>
    </message>
    <message>
        <source>There may stand: {names}.</source>
        <translation>Dort darf stehen: {names}.</translation>
    </message>
    <message>
        <source>This change cannot be made without touching other lines, so nothing was saved</source>
        <translation>Diese Änderung ginge nicht, ohne andere Zeilen anzurühren, darum wurde nichts gespeichert</translation>
    </message>
    <message>
        <source>This computer has no password store.</source>
        <translation>Dieser Computer hat keinen Passwortspeicher.</translation>
    </message>
    <message>
        <source>This is not a key: it has a space, a line break or a letter that no key has.</source>
        <translation>Das ist kein Schlüssel: Er hat ein Leerzeichen, einen Zeilenumbruch oder einen Buchstaben, den kein Schlüssel hat.</translation>
    </message>
    <message>
        <source>This key is too long for the Windows Credential Manager.</source>
        <translation>Dieser Schlüssel ist zu lang für die Windows-Anmeldeinformationsverwaltung.</translation>
    </message>
    <message>
        <source>This machine has an address of the internet: {address}.</source>
        <translation>Diese Maschine hat eine Adresse des Internets: {address}.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>Versuche es noch einmal.</translation>
    </message>
    <message>
        <source>Turn sharing off here (access.share): who has no key cannot ask, but sees that you are there.</source>
        <translation>Schalte das Teilen hier aus (access.share): Wer keinen Schlüssel hat, kann nichts fragen, sieht aber, dass du da bist.</translation>
    </message>
    <message>
        <source>Two backends have one name</source>
        <translation>Zwei Backends haben einen Namen</translation>
    </message>
    <message>
        <source>Unknown environment variable</source>
        <translation>Unbekannte Umgebungsvariable</translation>
    </message>
    <message>
        <source>Unknown setting {label}</source>
        <translation>Unbekannte Einstellung {label}</translation>
    </message>
    <message>
        <source>Unload another model, or add a machine to the cluster.</source>
        <translation>Entlade ein anderes Modell, oder füge dem Cluster eine Maschine hinzu.</translation>
    </message>
    <message>
        <source>Unload it first.</source>
        <translation>Entlade es zuerst.</translation>
    </message>
    <message>
        <source>Unlock it and try again. {reason}</source>
        <translation>Entsperre ihn und versuche es noch einmal. {reason}</translation>
    </message>
    <message>
        <source>Update exo on that machine.</source>
        <translation>Aktualisiere exo auf jener Maschine.</translation>
    </message>
    <message>
        <source>Use https:// if the server offers it.</source>
        <translation>Nimm https://, wenn der Server es anbietet.</translation>
    </message>
    <message>
        <source>Windows calls this network public.</source>
        <translation>Windows nennt dieses Netz öffentlich.</translation>
    </message>
    <message>
        <source>Write &quot;key: keyring&quot; and store the key in the settings window, or &quot;key: env:NAME&quot; with the name of an environment variable that holds it.</source>
        <translation>Schreibe „key: keyring“ und lege den Schlüssel im Einstellungsfenster ab, oder „key: env:NAME“ mit dem Namen einer Umgebungsvariablen, die ihn enthält.</translation>
    </message>
    <message>
        <source>Write &quot;true&quot; or &quot;false&quot;.</source>
        <translation>Schreibe „true“ oder „false“.</translation>
    </message>
    <message>
        <source>Write the plain number, without a unit.</source>
        <translation>Schreibe die bloße Zahl, ohne Einheit.</translation>
    </message>
    <message>
        <source>Wrong setting: {label}</source>
        <translation>Falsche Einstellung: {label}</translation>
    </message>
    <message>
        <source>You can write &quot;key: env:NAME&quot; in the settings and give the key in the environment variable NAME.</source>
        <translation>Du kannst in den Einstellungen „key: env:NAME“ schreiben und den Schlüssel in der Umgebungsvariablen NAME angeben.</translation>
    </message>
    <message>
        <source>a key&apos;s name has 1 to {count} printable signs</source>
        <translation>der Name eines Schlüssels hat 1 bis {count} druckbare Zeichen</translation>
    </message>
    <message>
        <source>a node and a cloud account are both called {label}</source>
        <translation>ein Knoten und ein Cloud-Konto heißen beide {label}</translation>
    </message>
    <message>
        <source>a value contains itself</source>
        <translation>ein Wert enthält sich selbst</translation>
    </message>
    <message>
        <source>after {seconds} s</source>
        <translation>nach {seconds} s</translation>
    </message>
    <message>
        <source>an event of the stream is not JSON</source>
        <translation>ein Ereignis des Stroms ist kein JSON</translation>
    </message>
    <message>
        <source>begins with http://</source>
        <translation>beginnt mit http://</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>beschäftigt</translation>
    </message>
    <message>
        <source>cannot be read, so nothing is sent to the cloud until it can</source>
        <translation>ist nicht lesbar; bis dahin wird nichts in die Cloud geschickt</translation>
    </message>
    <message>
        <source>cloud-first</source>
        <translation>zuerst Cloud</translation>
    </message>
    <message>
        <source>cloud-only</source>
        <translation>nur Cloud</translation>
    </message>
    <message>
        <source>connection reset</source>
        <translation>Verbindung zurückgesetzt</translation>
    </message>
    <message>
        <source>degraded, {reason}</source>
        <translation>eingeschränkt, {reason}</translation>
    </message>
    <message>
        <source>does not offer this model</source>
        <translation>bietet dieses Modell nicht an</translation>
    </message>
    <message>
        <source>downloaded</source>
        <translation>nicht geladen</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>wird heruntergeladen</translation>
    </message>
    <message>
        <source>exo proposes no way</source>
        <translation>exo schlägt keinen Weg vor</translation>
    </message>
    <message>
        <source>exo took it out again</source>
        <translation>exo hat es wieder herausgenommen</translation>
    </message>
    <message>
        <source>exo took the command and did nothing</source>
        <translation>exo hat den Befehl angenommen und nichts getan</translation>
    </message>
    <message>
        <source>exo took the command and placed nothing</source>
        <translation>exo hat den Befehl angenommen und nichts platziert</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>first it would have to be downloaded to {machines}</source>
        <translation>erst müsste es auf {machines} heruntergeladen werden</translation>
    </message>
    <message>
        <source>has a ? or # part</source>
        <translation>hat einen Teil mit ? oder #</translation>
    </message>
    <message>
        <source>has a user name or password in it</source>
        <translation>enthält einen Benutzernamen oder ein Passwort</translation>
    </message>
    <message>
        <source>has no key</source>
        <translation>hat keinen Schlüssel</translation>
    </message>
    <message>
        <source>has no key, so it will be refused</source>
        <translation>hat keinen Schlüssel und wird darum abgelehnt</translation>
    </message>
    <message>
        <source>has no model that is ready</source>
        <translation>hat kein Modell, das bereit ist</translation>
    </message>
    <message>
        <source>has no name of an environment variable after env:</source>
        <translation>hat nach env: keinen Namen einer Umgebungsvariablen</translation>
    </message>
    <message>
        <source>has the name {value} like another entry</source>
        <translation>heißt {value} wie ein anderer Eintrag</translation>
    </message>
    <message>
        <source>in the cloud</source>
        <translation>in der Cloud</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>fehlt</translation>
    </message>
    <message>
        <source>is missing; {provider} has no address of its own</source>
        <translation>fehlt; {provider} hat keine eigene Adresse</translation>
    </message>
    <message>
        <source>is neither keyring nor env:NAME</source>
        <translation>ist weder keyring noch env:NAME</translation>
    </message>
    <message>
        <source>is no setting</source>
        <translation>ist keine Einstellung</translation>
    </message>
    <message>
        <source>is {value}, not a number</source>
        <translation>ist {value}, keine Zahl</translation>
    </message>
    <message>
        <source>is {value}, not a whole number</source>
        <translation>ist {value}, keine ganze Zahl</translation>
    </message>
    <message>
        <source>is {value}, not one of {choices}</source>
        <translation>ist {value}, keines von {choices}</translation>
    </message>
    <message>
        <source>is {value}, not true or false</source>
        <translation>ist {value}, nicht true oder false</translation>
    </message>
    <message>
        <source>is {value}, the largest is {limit}</source>
        <translation>ist {value}, das Größte ist {limit}</translation>
    </message>
    <message>
        <source>is {value}, the smallest is {limit}</source>
        <translation>ist {value}, das Kleinste ist {limit}</translation>
    </message>
    <message>
        <source>is {value}, which does not begin with http:// or https://</source>
        <translation>ist {value}, das beginnt nicht mit http:// oder https://</translation>
    </message>
    <message>
        <source>is {value}, which is no web address</source>
        <translation>ist {value}, das ist keine Webadresse</translation>
    </message>
    <message>
        <source>is {value}, which is not known</source>
        <translation>ist {value}, das ist nicht bekannt</translation>
    </message>
    <message>
        <source>is {value}, which is too large</source>
        <translation>ist {value}, das ist zu groß</translation>
    </message>
    <message>
        <source>is {value}, which names no machine</source>
        <translation>ist {value}, das nennt keine Maschine</translation>
    </message>
    <message>
        <source>it accepts connections and says nothing</source>
        <translation>es nimmt Verbindungen an und sagt nichts</translation>
    </message>
    <message>
        <source>it answered with {model} instead</source>
        <translation>es hat stattdessen mit {model} geantwortet</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>sie ist nicht lesbar</translation>
    </message>
    <message>
        <source>it did not start in time</source>
        <translation>es ist nicht rechtzeitig gestartet</translation>
    </message>
    <message>
        <source>it does not answer as {name} does</source>
        <translation>es antwortet nicht wie {name}</translation>
    </message>
    <message>
        <source>it ended at once ({code})</source>
        <translation>es hat sich sofort beendet ({code})</translation>
    </message>
    <message>
        <source>it ended unexpectedly ({code})</source>
        <translation>es hat sich unerwartet beendet ({code})</translation>
    </message>
    <message>
        <source>it failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>it has none of the sections of a bridge_config.yaml</source>
        <translation>es hat keinen der Abschnitte einer bridge_config.yaml</translation>
    </message>
    <message>
        <source>it holds bytes that are no text</source>
        <translation>sie enthält Bytes, die kein Text sind</translation>
    </message>
    <message>
        <source>it holds characters that are no text</source>
        <translation>sie enthält Zeichen, die kein Text sind</translation>
    </message>
    <message>
        <source>it holds no lines like NAME=value</source>
        <translation>es enthält keine Zeilen wie NAME=Wert</translation>
    </message>
    <message>
        <source>it holds no sections</source>
        <translation>es enthält keine Abschnitte</translation>
    </message>
    <message>
        <source>it holds no table</source>
        <translation>es enthält keine Tabelle</translation>
    </message>
    <message>
        <source>it is larger than 200 kB, so it is no settings file</source>
        <translation>sie ist größer als 200 kB, also keine Einstellungsdatei</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>sie ist zu tief verschachtelt</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>es ist kein Text</translation>
    </message>
    <message>
        <source>it is not JSON</source>
        <translation>es ist kein JSON</translation>
    </message>
    <message>
        <source>it is not YAML</source>
        <translation>es ist kein YAML</translation>
    </message>
    <message>
        <source>it is not YAML, line {count}</source>
        <translation>es ist kein YAML, Zeile {count}</translation>
    </message>
    <message>
        <source>it is not {name} but calls itself {other}</source>
        <translation>es ist nicht {name}, sondern nennt sich {other}</translation>
    </message>
    <message>
        <source>it is too large to be settings</source>
        <translation>es ist zu groß, um Einstellungen zu enthalten</translation>
    </message>
    <message>
        <source>it is {product}, not {name}</source>
        <translation>es ist {product}, nicht {name}</translation>
    </message>
    <message>
        <source>it must be a list of lines like &apos;port: 52410&apos;</source>
        <translation>sie muss aus Zeilen wie &apos;port: 52410&apos; bestehen</translation>
    </message>
    <message>
        <source>it needs {size}, free is: {machines}</source>
        <translation>es braucht {size}, frei ist: {machines}</translation>
    </message>
    <message>
        <source>it sets nothing</source>
        <translation>sie stellt nichts ein</translation>
    </message>
    <message>
        <source>its address is no web address</source>
        <translation>seine Adresse ist keine Webadresse</translation>
    </message>
    <message>
        <source>its client left</source>
        <translation>sein Client ist gegangen</translation>
    </message>
    <message>
        <source>its download failed on {machines}</source>
        <translation>der Download auf {machines} ist gescheitert</translation>
    </message>
    <message>
        <source>its download failed on {machines}: {detail}</source>
        <translation>der Download auf {machines} ist gescheitert: {detail}</translation>
    </message>
    <message>
        <source>its files are in use</source>
        <translation>seine Dateien werden gebraucht</translation>
    </message>
    <message>
        <source>its key cannot be read from the password store</source>
        <translation>der Passwortspeicher gibt seinen Schlüssel nicht her</translation>
    </message>
    <message>
        <source>its last load failed</source>
        <translation>das letzte Laden ist gescheitert</translation>
    </message>
    <message>
        <source>its model list is not one</source>
        <translation>seine Modell-Liste ist keine</translation>
    </message>
    <message>
        <source>its runner failed</source>
        <translation>sein Runner ist gescheitert</translation>
    </message>
    <message>
        <source>its runner failed: {detail}</source>
        <translation>sein Runner ist gescheitert: {detail}</translation>
    </message>
    <message>
        <source>its state cannot be read</source>
        <translation>sein Zustand ist nicht lesbar</translation>
    </message>
    <message>
        <source>known</source>
        <translation>nicht heruntergeladen</translation>
    </message>
    <message>
        <source>last resort: {reason}</source>
        <translation>als letzter Ausweg: {reason}</translation>
    </message>
    <message>
        <source>left the cluster</source>
        <translation>hat den Cluster verlassen</translation>
    </message>
    <message>
        <source>lists no models, is asked for any</source>
        <translation>nennt keine Modelle, wird nach jedem gefragt</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>wird geladen</translation>
    </message>
    <message>
        <source>loading by itself is switched off (healing.place)</source>
        <translation>selbsttätiges Laden ist ausgeschaltet (healing.place)</translation>
    </message>
    <message>
        <source>loads on first use</source>
        <translation>lädt beim ersten Gebrauch</translation>
    </message>
    <message>
        <source>local-first</source>
        <translation>zuerst lokal</translation>
    </message>
    <message>
        <source>local-only</source>
        <translation>nur lokal</translation>
    </message>
    <message>
        <source>looks like a key</source>
        <translation>sieht wie ein Schlüssel aus</translation>
    </message>
    <message>
        <source>macOS may be keeping Exo Bridge off the local network: allow it under System Settings &gt; Privacy &amp; Security &gt; Local Network</source>
        <translation>vielleicht hält macOS Exo Bridge vom lokalen Netzwerk fern: erlaube es unter Systemeinstellungen &gt; Datenschutz &amp; Sicherheit &gt; Lokales Netzwerk</translation>
    </message>
    <message>
        <source>must be a list like [one, two]</source>
        <translation>muss eine Liste wie [eins, zwei] sein</translation>
    </message>
    <message>
        <source>must be a list, each entry beginning with &apos;-&apos;</source>
        <translation>muss eine Liste sein, jeder Eintrag beginnt mit &apos;-&apos;</translation>
    </message>
    <message>
        <source>must be indented lines like &apos;name: value&apos; below it</source>
        <translation>muss aus eingerückten Zeilen wie &apos;Name: Wert&apos; darunter bestehen</translation>
    </message>
    <message>
        <source>must be lines like &apos;name: value&apos;</source>
        <translation>muss aus Zeilen wie &apos;Name: Wert&apos; bestehen</translation>
    </message>
    <message>
        <source>must be one line of 1 to {count} letters</source>
        <translation>muss eine Zeile aus 1 bis {count} Buchstaben sein</translation>
    </message>
    <message>
        <source>must be one value, not several</source>
        <translation>muss ein Wert sein, nicht mehrere</translation>
    </message>
    <message>
        <source>must not stand in this file: it is neither keyring nor env:NAME</source>
        <translation>darf nicht in dieser Datei stehen: Es ist weder keyring noch env:NAME</translation>
    </message>
    <message>
        <source>no address answered</source>
        <translation>keine Adresse hat geantwortet</translation>
    </message>
    <message>
        <source>no answer in {seconds} s</source>
        <translation>keine Antwort in {seconds} s</translation>
    </message>
    <message>
        <source>no backend is known</source>
        <translation>es ist kein Backend bekannt</translation>
    </message>
    <message>
        <source>no content and no finish reason</source>
        <translation>kein Inhalt und kein Abschlussgrund</translation>
    </message>
    <message>
        <source>no such file</source>
        <translation>keine solche Datei</translation>
    </message>
    <message>
        <source>nobody offers {model}</source>
        <translation>niemand bietet {model} an</translation>
    </message>
    <message>
        <source>nobody started it in time</source>
        <translation>niemand hat es rechtzeitig gestartet</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>noch nicht geprüft</translation>
    </message>
    <message>
        <source>not heard of for {seconds} s</source>
        <translation>seit {seconds} s nicht gehört</translation>
    </message>
    <message>
        <source>not ready after {seconds} s ({detail})</source>
        <translation>nach {seconds} s nicht bereit ({detail})</translation>
    </message>
    <message>
        <source>nothing came back in {seconds} s</source>
        <translation>in {seconds} s kam nichts zurück</translation>
    </message>
    <message>
        <source>nothing has happened in its cluster for {seconds} s</source>
        <translation>in seinem Cluster ist seit {seconds} s nichts geschehen</translation>
    </message>
    <message>
        <source>nothing was done</source>
        <translation>es wurde nichts getan</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>auf diesem Computer</translation>
    </message>
    <message>
        <source>on your network</source>
        <translation>in deinem Netzwerk</translation>
    </message>
    <message>
        <source>on {machines}</source>
        <translation>auf {machines}</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>resting: {reason}</source>
        <translation>ruht: {reason}</translation>
    </message>
    <message>
        <source>said that it does not have this function</source>
        <translation>sagte, dass es diese Funktion nicht hat</translation>
    </message>
    <message>
        <source>said that it does not have this model</source>
        <translation>sagte, dass es dieses Modell nicht hat</translation>
    </message>
    <message>
        <source>stands here again, first in line {count}</source>
        <translation>steht hier noch einmal, zuerst in Zeile {count}</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>status {status}</source>
        <translation>Status {status}</translation>
    </message>
    <message>
        <source>status {status} for its model list</source>
        <translation>Status {status} für seine Modell-Liste</translation>
    </message>
    <message>
        <source>status {status} for its state</source>
        <translation>Status {status} für seinen Zustand</translation>
    </message>
    <message>
        <source>that machine does not offer it</source>
        <translation>diese Maschine bietet es nicht an</translation>
    </message>
    <message>
        <source>that machine is not in the cluster</source>
        <translation>diese Maschine ist nicht im Cluster</translation>
    </message>
    <message>
        <source>the answer is larger than {count} bytes</source>
        <translation>die Antwort ist größer als {count} Bytes</translation>
    </message>
    <message>
        <source>the backend is gone</source>
        <translation>das Backend ist verschwunden</translation>
    </message>
    <message>
        <source>the body is not JSON</source>
        <translation>der Inhalt ist kein JSON</translation>
    </message>
    <message>
        <source>the key of {app} has used up its tokens of clouds for today; near it: {detail}</source>
        <translation>der Schlüssel von {app} hat seine Cloud-Tokens für heute verbraucht; in der Nähe: {detail}</translation>
    </message>
    <message>
        <source>the link to {name}, which runs a part of it, is gone</source>
        <translation>die Verbindung zu {name}, das einen Teil davon ausführt, ist weg</translation>
    </message>
    <message>
        <source>the mode and the request exclude each other</source>
        <translation>Modus und Anfrage schließen einander aus</translation>
    </message>
    <message>
        <source>the mode is cloud only</source>
        <translation>der Modus ist „nur Cloud“</translation>
    </message>
    <message>
        <source>the mode is local only</source>
        <translation>der Modus ist „nur lokal“</translation>
    </message>
    <message>
        <source>the model is {state}, not ready</source>
        <translation>das Modell ist noch nicht bereit: {state}</translation>
    </message>
    <message>
        <source>the model is {state}, not ready ({detail})</source>
        <translation>das Modell ist noch nicht bereit: {state} ({detail})</translation>
    </message>
    <message>
        <source>the name {host} is known to no name server</source>
        <translation>kein Namensserver kennt den Namen {host}</translation>
    </message>
    <message>
        <source>the optional packages {packages} are not installed</source>
        <translation>die optionalen Pakete {packages} sind nicht installiert</translation>
    </message>
    <message>
        <source>the proxy refused</source>
        <translation>der Proxy hat abgelehnt</translation>
    </message>
    <message>
        <source>the queue is full</source>
        <translation>die Warteschlange ist voll</translation>
    </message>
    <message>
        <source>the request may not go that far</source>
        <translation>so weit darf die Anfrage nicht gehen</translation>
    </message>
    <message>
        <source>the request names another backend</source>
        <translation>die Anfrage nennt ein anderes Backend</translation>
    </message>
    <message>
        <source>the rule for this model names others</source>
        <translation>die Regel für dieses Modell nennt andere</translation>
    </message>
    <message>
        <source>the simulated node {name} did not start</source>
        <translation>der simulierte Knoten {name} ist nicht gestartet</translation>
    </message>
    <message>
        <source>the stream ended without a finish reason</source>
        <translation>der Strom endete ohne Abschlussgrund</translation>
    </message>
    <message>
        <source>there are no providers and no keys in it</source>
        <translation>es enthält keine Anbieter und keine Schlüssel</translation>
    </message>
    <message>
        <source>there is a key {name} already; revoke it first</source>
        <translation>es gibt schon einen Schlüssel {name}; widerrufe ihn zuerst</translation>
    </message>
    <message>
        <source>there is no key {name}</source>
        <translation>es gibt keinen Schlüssel {name}</translation>
    </message>
    <message>
        <source>there is no way to it</source>
        <translation>es führt kein Weg dorthin</translation>
    </message>
    <message>
        <source>there is nothing to delete</source>
        <translation>es gibt nichts zu löschen</translation>
    </message>
    <message>
        <source>there is nothing to stop</source>
        <translation>es gibt nichts anzuhalten</translation>
    </message>
    <message>
        <source>there is nothing to unload</source>
        <translation>es gibt nichts zu entladen</translation>
    </message>
    <message>
        <source>this version of exo cannot do that</source>
        <translation>diese Version von exo kann das nicht</translation>
    </message>
    <message>
        <source>too many models are being loaded already</source>
        <translation>es werden schon zu viele Modelle geladen</translation>
    </message>
    <message>
        <source>too slow</source>
        <translation>zu langsam</translation>
    </message>
    <message>
        <source>waited {seconds} s</source>
        <translation>{seconds} s gewartet</translation>
    </message>
    <message>
        <source>waiting for the model</source>
        <translation>wartet auf das Modell</translation>
    </message>
    <message>
        <source>{count} models</source>
        <translation>{count} Modelle</translation>
    </message>
    <message>
        <source>{detail}. {hint}</source>
        <translation>{detail}. {hint}</translation>
    </message>
    <message>
        <source>{done} of {total} on {machines}</source>
        <translation>{done} von {total} auf {machines}</translation>
    </message>
    <message>
        <source>{file}, line {count}: {detail}</source>
        <translation>{file}, Zeile {count}: {detail}</translation>
    </message>
    <message>
        <source>{help}</source>
        <translation>{help}</translation>
    </message>
    <message>
        <source>{hint}</source>
        <translation>{hint}</translation>
    </message>
    <message>
        <source>{label} {problem}</source>
        <translation>{label} {problem}</translation>
    </message>
    <message>
        <source>{machine} {size}</source>
        <translation>{machine} {size}</translation>
    </message>
    <message>
        <source>{machine} {size} (of {free} free)</source>
        <translation>{machine} {size} (von {free} frei)</translation>
    </message>
    <message>
        <source>{model} cannot be downloaded</source>
        <translation>{model} kann nicht heruntergeladen werden</translation>
    </message>
    <message>
        <source>{model} cannot be loaded</source>
        <translation>{model} kann nicht geladen werden</translation>
    </message>
    <message>
        <source>{model} could not be loaded</source>
        <translation>{model} konnte nicht geladen werden</translation>
    </message>
    <message>
        <source>{model} crashes again and again and is left alone</source>
        <translation>{model} stürzt immer wieder ab und wird in Ruhe gelassen</translation>
    </message>
    <message>
        <source>{model} crashes again and again on {name}</source>
        <translation>{model} stürzt auf {name} immer wieder ab</translation>
    </message>
    <message>
        <source>{model} does not fit into memory</source>
        <translation>{model} passt nicht in den Speicher</translation>
    </message>
    <message>
        <source>{model} is downloaded already</source>
        <translation>{model} ist schon heruntergeladen</translation>
    </message>
    <message>
        <source>{model} is loaded</source>
        <translation>{model} ist geladen</translation>
    </message>
    <message>
        <source>{model} is loaded already</source>
        <translation>{model} ist schon geladen</translation>
    </message>
    <message>
        <source>{model} is not being downloaded</source>
        <translation>{model} wird nicht heruntergeladen</translation>
    </message>
    <message>
        <source>{model} is not in exo&apos;s catalogue</source>
        <translation>{model} steht nicht im Katalog von exo</translation>
    </message>
    <message>
        <source>{model} is not loaded</source>
        <translation>{model} ist nicht geladen</translation>
    </message>
    <message>
        <source>{model} is not loaded on {name}</source>
        <translation>{model} ist auf {name} nicht geladen</translation>
    </message>
    <message>
        <source>{model} is not on that machine&apos;s disk</source>
        <translation>{model} liegt nicht auf der Festplatte dieser Maschine</translation>
    </message>
    <message>
        <source>{model} was not deleted</source>
        <translation>{model} wurde nicht gelöscht</translation>
    </message>
    <message>
        <source>{model} was not loaded</source>
        <translation>{model} wurde nicht geladen</translation>
    </message>
    <message>
        <source>{model} was not unloaded</source>
        <translation>{model} wurde nicht entladen</translation>
    </message>
    <message>
        <source>{mode}: {place}</source>
        <translation>{mode}: {place}</translation>
    </message>
    <message>
        <source>{name} and {other} are the same node</source>
        <translation>{name} und {other} sind derselbe Knoten</translation>
    </message>
    <message>
        <source>{name} could not load {model}</source>
        <translation>{name} konnte {model} nicht laden</translation>
    </message>
    <message>
        <source>{name} is not an exo node</source>
        <translation>{name} ist kein exo-Knoten</translation>
    </message>
    <message>
        <source>{name} loads {model}</source>
        <translation>{name} lädt {model}</translation>
    </message>
    <message>
        <source>{name} loads {model} on {machines}</source>
        <translation>{name} lädt {model} auf {machines}</translation>
    </message>
    <message>
        <source>{name} runs exo 0.0.x</source>
        <translation>auf {name} läuft exo 0.0.x</translation>
    </message>
    <message>
        <source>{name} {title}</source>
        <translation>{name} {title}</translation>
    </message>
    <message>
        <source>{name} {title} ({detail})</source>
        <translation>{name} {title} ({detail})</translation>
    </message>
    <message>
        <source>{name}, which runs a part of it, left the cluster</source>
        <translation>{name} führt einen Teil davon aus und hat den Cluster verlassen</translation>
    </message>
    <message>
        <source>{name}, which runs a part of it, was {reason}</source>
        <translation>{name} führt einen Teil davon aus: {reason}</translation>
    </message>
    <message>
        <source>{name}: {model} is {state}</source>
        <translation>{name}: {model} {state}</translation>
    </message>
    <message>
        <source>{name}: {model} is {state} {percent}</source>
        <translation>{name}: {model} {state} {percent}</translation>
    </message>
    <message>
        <source>{name}: {reason}</source>
        <translation>{name}: {reason}</translation>
    </message>
    <message>
        <source>{reason}, as {model}</source>
        <translation>{reason}, als {model}</translation>
    </message>
    <message>
        <source>{reason}, on trial after a failure</source>
        <translation>{reason}, auf Probe nach einem Fehler</translation>
    </message>
    <message>
        <source>{reason}, to be loaded first</source>
        <translation>{reason}, muss erst geladen werden</translation>
    </message>
    <message>
        <source>{reason}, which knows this conversation</source>
        <translation>{reason}; dort ist dieses Gespräch bekannt</translation>
    </message>
    <message>
        <source>{reason}, {more}</source>
        <translation>{reason}, {more}</translation>
    </message>
    <message>
        <source>{reason}: {detail}</source>
        <translation>{reason}: {detail}</translation>
    </message>
    <message>
        <source>{reason}; {detail}</source>
        <translation>{reason}; {detail}</translation>
    </message>
    <message>
        <source>{reason}; {model} stands in for the unknown {asked}</source>
        <translation>{reason}; {model} vertritt das unbekannte {asked}</translation>
    </message>
    <message>
        <source>{status} with an empty body</source>
        <translation>{status} mit leerem Inhalt</translation>
    </message>
    <message>
        <source>{title}</source>
        <translation>{title}</translation>
    </message>
    <message>
        <source>{title} ({detail})</source>
        <translation>{title} ({detail})</translation>
    </message>
</context>
<context>
    <name>SettingChoice</name>
    <message>
        <source>ar</source>
        <translation>العربية</translation>
    </message>
    <message>
        <source>auto</source>
        <translation>automatisch</translation>
    </message>
    <message>
        <source>black</source>
        <translation>schwarz</translation>
    </message>
    <message>
        <source>cloud-first</source>
        <translation>zuerst Cloud</translation>
    </message>
    <message>
        <source>cloud-only</source>
        <translation>nur Cloud</translation>
    </message>
    <message>
        <source>coloured</source>
        <translation>farbig</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>de</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>debug</source>
        <translation>alles</translation>
    </message>
    <message>
        <source>en</source>
        <translation>English</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>fastest</source>
        <translation>schnellster</translation>
    </message>
    <message>
        <source>info</source>
        <translation>Info</translation>
    </message>
    <message>
        <source>least-busy</source>
        <translation>am wenigsten beschäftigt</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>local-first</source>
        <translation>zuerst lokal</translation>
    </message>
    <message>
        <source>local-only</source>
        <translation>nur lokal</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>nach Rang</translation>
    </message>
    <message>
        <source>round-robin</source>
        <translation>reihum</translation>
    </message>
    <message>
        <source>system</source>
        <translation>wie das System</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>weighted</source>
        <translation>gewichtet</translation>
    </message>
    <message>
        <source>white</source>
        <translation>weiß</translation>
    </message>
</context>
<context>
    <name>SettingHelp</name>
    <message>
        <source>A conversation stays where its begin is known already, while that is not too busy.</source>
        <translation>Ein Gespräch bleibt dort, wo sein Anfang schon bekannt ist, solange dort nicht zu viel los ist.</translation>
    </message>
    <message>
        <source>A file (PEM) with the certificate of this machine, for example of mkcert: other machines use https then.</source>
        <translation>Eine Datei (PEM) mit dem Zertifikat dieses Computers, zum Beispiel von mkcert: andere Computer benutzen dann https.</translation>
    </message>
    <message>
        <source>A model for names that nobody offers; none: such a name is an error.</source>
        <translation>Ein Modell für Namen, die niemand anbietet; keines: ein solcher Name ist ein Fehler.</translation>
    </message>
    <message>
        <source>Also answer other machines of your network; each must show a local key, and there must be one first.</source>
        <translation>Auch anderen Maschinen deines Netzes antworten; jede muss einen lokalen Schlüssel zeigen, und einer muss vorher da sein.</translation>
    </message>
    <message>
        <source>Also use Ollama, LM Studio, llama.cpp, vLLM, SGLang, mlx-lm, LocalAI and Jan on this machine.</source>
        <translation>Auch Ollama, LM Studio, llama.cpp, vLLM, SGLang, mlx-lm, LocalAI und Jan auf diesem Computer benutzen.</translation>
    </message>
    <message>
        <source>Answer at 11434, too, while no Ollama listens there: for apps that can only be used with Ollama.</source>
        <translation>Auch auf 11434 antworten, solange dort kein Ollama wartet: für Apps, die nur mit Ollama benutzt werden können.</translation>
    </message>
    <message>
        <source>Ask a second backend too when the first is silent for this many seconds; 0: never.</source>
        <translation>Auch ein zweites Backend fragen, wenn das erste so viele Sekunden schweigt; 0: nie.</translation>
    </message>
    <message>
        <source>Seconds between two tokens.</source>
        <translation>Sekunden zwischen zwei Tokens.</translation>
    </message>
    <message>
        <source>Cloud accounts that may help out.</source>
        <translation>Cloud-Konten, die einspringen dürfen.</translation>
    </message>
    <message>
        <source>Every app must show a local key of its own (`exo-bridge app-key add NAME`); off: any key, or none.</source>
        <translation>Jede App muss einen eigenen lokalen Schlüssel zeigen (`exo-bridge app-key add NAME`); aus: irgendeiner oder keiner.</translation>
    </message>
    <message>
        <source>Finding nodes.</source>
        <translation>Knoten finden.</translation>
    </message>
    <message>
        <source>Seconds for a whole request, with every try.</source>
        <translation>Sekunden für eine ganze Anfrage, mit allen Versuchen.</translation>
    </message>
    <message>
        <source>Seconds for an answer that is not streamed.</source>
        <translation>Sekunden für eine Antwort, die nicht gestreamt wird.</translation>
    </message>
    <message>
        <source>Go on with a download you asked for after it broke off.</source>
        <translation>Einen von dir gewünschten Download fortsetzen, der abgebrochen ist.</translation>
    </message>
    <message>
        <source>How equals are ordered: priority (by name), round-robin, weighted, least-busy, fastest (to the first token).</source>
        <translation>Wie Gleiche geordnet werden: nach Rang (und Name), reihum, gewichtet, am wenigsten beschäftigt, schnellster (bis zum ersten Token).</translation>
    </message>
    <message>
        <source>Seconds a request waits for a free backend.</source>
        <translation>Sekunden, die eine Anfrage auf ein freies Backend wartet.</translation>
    </message>
    <message>
        <source>Seconds a request waits for its model to be loaded.</source>
        <translation>Sekunden, die eine Anfrage wartet, bis ihr Modell geladen ist.</translation>
    </message>
    <message>
        <source>How many requests may wait for a free backend.</source>
        <translation>Wie viele Anfragen auf ein freies Backend warten dürfen.</translation>
    </message>
    <message>
        <source>How much is logged.</source>
        <translation>Wie viel protokolliert wird.</translation>
    </message>
    <message>
        <source>It stops after this many minutes without a request.</source>
        <translation>Es hält nach so vielen Minuten ohne Anfrage an.</translation>
    </message>
    <message>
        <source>Its address, for example http://192.168.1.20:52415</source>
        <translation>Seine Adresse, zum Beispiel http://192.168.1.20:52415</translation>
    </message>
    <message>
        <source>Light or dark.</source>
        <translation>Hell oder dunkel.</translation>
    </message>
    <message>
        <source>Load a model again after its runner died, with growing pauses.</source>
        <translation>Ein Modell wieder laden, dessen Prozess gestorben ist, mit wachsenden Pausen.</translation>
    </message>
    <message>
        <source>Load a model that is on a node&apos;s disk when a request asks for it.</source>
        <translation>Ein Modell laden, das auf der Platte eines Knotens liegt, wenn eine Anfrage es verlangt.</translation>
    </message>
    <message>
        <source>Look for servers that are not listed below. Off: only what is listed.</source>
        <translation>Nach Servern suchen, die unten nicht aufgeführt sind. Aus: nur, was aufgeführt ist.</translation>
    </message>
    <message>
        <source>Look on the local network too: listen to exo&apos;s own announcements and follow what its nodes report.</source>
        <translation>Auch im lokalen Netz suchen: auf die Ansagen von exo hören und dem folgen, was seine Knoten melden.</translation>
    </message>
    <message>
        <source>Look once a day for a newer version, and tell. Not while the mode is local-only: then nothing goes out.</source>
        <translation>Einmal am Tag nach einer neueren Version sehen und es sagen. Nicht im Modus „nur lokal“: Dann geht nichts hinaus.</translation>
    </message>
    <message>
        <source>Mending exo by itself.</source>
        <translation>exo von selbst heilen.</translation>
    </message>
    <message>
        <source>More names by which apps call this machine, for example [bridge.home.arpa].</source>
        <translation>Weitere Namen, unter denen Apps diese Maschine rufen, zum Beispiel [bridge.home.arpa].</translation>
    </message>
    <message>
        <source>Names that stand for other models.</source>
        <translation>Namen, die für andere Modelle stehen.</translation>
    </message>
    <message>
        <source>Newer versions.</source>
        <translation>Neuere Versionen.</translation>
    </message>
    <message>
        <source>Notices.</source>
        <translation>Hinweise.</translation>
    </message>
    <message>
        <source>Offer the built-in model, started when first needed.</source>
        <translation>Das eingebaute Modell anbieten; es startet, wenn es zuerst gebraucht wird.</translation>
    </message>
    <message>
        <source>One of the known providers, a file of your own folder `providers`, or openai-compatible.</source>
        <translation>Einer der bekannten Anbieter, eine Datei deines eigenen Ordners `providers`, oder openai-compatible.</translation>
    </message>
    <message>
        <source>Other machines may use your cloud accounts, too.</source>
        <translation>Auch andere Maschinen dürfen deine Cloud-Konten benutzen.</translation>
    </message>
    <message>
        <source>Ports of this machine on which an exo node is looked for.</source>
        <translation>Ports dieses Computers, auf denen ein exo-Knoten gesucht wird.</translation>
    </message>
    <message>
        <source>Rules for some models only.</source>
        <translation>Regeln nur für manche Modelle.</translation>
    </message>
    <message>
        <source>Seconds between two checks of one backend.</source>
        <translation>Sekunden zwischen zwei Prüfungen eines Backends.</translation>
    </message>
    <message>
        <source>Seconds one check may take.</source>
        <translation>Sekunden, die eine Prüfung dauern darf.</translation>
    </message>
    <message>
        <source>Stop the generation of a client that left.</source>
        <translation>Die Erzeugung für eine App anhalten, die weggegangen ist.</translation>
    </message>
    <message>
        <source>Tell when another machine or the cloud took over, and when it is back.</source>
        <translation>Sagen, wenn eine andere Maschine oder die Cloud übernimmt, und wenn es wieder da ist.</translation>
    </message>
    <message>
        <source>The built-in model.</source>
        <translation>Das eingebaute Modell.</translation>
    </message>
    <message>
        <source>The file with its private key, where it is not in the same one.</source>
        <translation>Die Datei mit seinem privaten Schlüssel, wenn er nicht in derselben steht.</translation>
    </message>
    <message>
        <source>The icon&apos;s colours: auto, coloured with a dark edge, or plain white or black to go with your panel.</source>
        <translation>Die Farben des Symbols: automatisch, farbig mit dunklem Rand, oder schlicht weiß oder schwarz, passend zur Leiste.</translation>
    </message>
    <message>
        <source>The language of menu and windows, after the next start.</source>
        <translation>Die Sprache von Menü und Fenstern, nach dem nächsten Start.</translation>
    </message>
    <message>
        <source>The log.</source>
        <translation>Das Protokoll.</translation>
    </message>
    <message>
        <source>The name that apps ask for.</source>
        <translation>Der Name, nach dem Apps fragen.</translation>
    </message>
    <message>
        <source>The port on 127.0.0.1 that your apps use.</source>
        <translation>Der Port auf 127.0.0.1, den deine Apps benutzen.</translation>
    </message>
    <message>
        <source>The port that other machines use.</source>
        <translation>Der Port, den andere Computer benutzen.</translation>
    </message>
    <message>
        <source>Time limits.</source>
        <translation>Zeitgrenzen.</translation>
    </message>
    <message>
        <source>Seconds until a streamed answer begins; exo needs 3 while it elects a master.</source>
        <translation>Sekunden, bis eine gestreamte Antwort beginnt; exo braucht 3, während es einen Master wählt.</translation>
    </message>
    <message>
        <source>Seconds until the connection stands.</source>
        <translation>Sekunden, bis die Verbindung steht.</translation>
    </message>
    <message>
        <source>Seconds until the first token; long prompts need long.</source>
        <translation>Sekunden bis zum ersten Token; lange Prompts brauchen lange.</translation>
    </message>
    <message>
        <source>Watching the backends.</source>
        <translation>Die Backends beobachten.</translation>
    </message>
    <message>
        <source>Web pages that may use the port, like [&apos;https://chat.example.org&apos;]; pages of this machine always may.</source>
        <translation>Webseiten, die den Port benutzen dürfen, etwa [&apos;https://chat.example.org&apos;]; Seiten dieses Computers dürfen immer.</translation>
    </message>
    <message>
        <source>When a backend breaks off in the middle, the next one continues from the text already sent, marked as such.</source>
        <translation>Bricht ein Backend mittendrin ab, macht das nächste vom schon gesendeten Text aus weiter, als solches gekennzeichnet.</translation>
    </message>
    <message>
        <source>Where to look: a list of releases as GitHub&apos;s API gives it; none: this build has no update feed.</source>
        <translation>Wo nachgesehen wird: eine Liste von Releases, wie GitHubs API sie gibt; keine: Dieser Build kennt keine Quelle.</translation>
    </message>
    <message>
        <source>Who may answer.</source>
        <translation>Wer antworten darf.</translation>
    </message>
    <message>
        <source>Who may use the port.</source>
        <translation>Wer den Port benutzen darf.</translation>
    </message>
    <message>
        <source>Windows.</source>
        <translation>Fenster.</translation>
    </message>
    <message>
        <source>Your local servers.</source>
        <translation>Deine lokalen Server.</translation>
    </message>
    <message>
        <source>Your name for this account, unique.</source>
        <translation>Dein Name für dieses Konto, einmalig.</translation>
    </message>
    <message>
        <source>Your name for this node, unique.</source>
        <translation>Dein Name für diesen Knoten, einmalig.</translation>
    </message>
    <message>
        <source>Your name for this rule, unique.</source>
        <translation>Dein Name für diese Regel, einmalig.</translation>
    </message>
    <message>
        <source>Your region: nodes of the same region are asked before others.</source>
        <translation>Deine Region: Knoten derselben Region werden vor anderen gefragt.</translation>
    </message>
    <message>
        <source>local-first: your machines, the cloud only when they cannot; local-only: nothing ever leaves; cloud-first; cloud-only.</source>
        <translation>Zuerst lokal: deine Maschinen, die Cloud nur, wenn sie nicht können; nur lokal: nichts geht hinaus; zuerst Cloud; nur Cloud.</translation>
    </message>
</context>
<context>
    <name>SettingName</name>
    <message>
        <source>Aliases</source>
        <translation>Aliasnamen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Certificate key</source>
        <translation>Schlüssel des Zertifikats</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Nachsehen</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>Verbinden</translation>
    </message>
    <message>
        <source>Enabled</source>
        <translation>Eingeschaltet</translation>
    </message>
    <message>
        <source>Failover</source>
        <translation>Übernahmen</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>Erstes Byte</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>Erstes Token</translation>
    </message>
    <message>
        <source>Hedge after</source>
        <translation>Zweites fragen nach</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>Rechnernamen</translation>
    </message>
    <message>
        <source>Idle minutes</source>
        <translation>Leerlaufminuten</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Ollama port</source>
        <translation>Ollamas Port</translation>
    </message>
    <message>
        <source>Origins</source>
        <translation>Webseiten</translation>
    </message>
    <message>
        <source>Other servers</source>
        <translation>Andere Server</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>Geduld</translation>
    </message>
    <message>
        <source>Per model</source>
        <translation>Je Modell</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>Ort</translation>
    </message>
    <message>
        <source>Plain answer</source>
        <translation>Ganze Antwort</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>Ports</translation>
    </message>
    <message>
        <source>Queue limit</source>
        <translation>Längste Schlange</translation>
    </message>
    <message>
        <source>Queue patience</source>
        <translation>Geduld in der Schlange</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>Wieder laden</translation>
    </message>
    <message>
        <source>Require key</source>
        <translation>Schlüssel verlangen</translation>
    </message>
    <message>
        <source>Rescue</source>
        <translation>Rettung</translation>
    </message>
    <message>
        <source>Resume downloads</source>
        <translation>Downloads fortsetzen</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Share cloud</source>
        <translation>Cloud freigeben</translation>
    </message>
    <message>
        <source>Share port</source>
        <translation>Port der Freigabe</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>Stille</translation>
    </message>
    <message>
        <source>Sticky</source>
        <translation>Gespräche bleiben</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>Reihenfolge</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Timeout</source>
        <translation>Zeitgrenze</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Insgesamt</translation>
    </message>
    <message>
        <source>Tray icon</source>
        <translation>Tray-Symbol</translation>
    </message>
    <message>
        <source>Unknown model</source>
        <translation>Unbekanntes Modell</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Replace key…</source>
        <translation>Schlüssel ersetzen…</translation>
    </message>
    <message>
        <source>Remove {account}</source>
        <translation>{account} entfernen</translation>
    </message>
    <message>
        <source>Test {account}</source>
        <translation>{account} testen</translation>
    </message>
    <message>
        <source>Add key…</source>
        <translation>Schlüssel hinzufügen…</translation>
    </message>
    <message>
        <source>Cloud accounts</source>
        <translation>Cloud-Konten</translation>
    </message>
    <message>
        <source>They help out when your own machines cannot answer, as far as the route allows.</source>
        <translation>Sie springen ein, wenn deine eigenen Maschinen nicht antworten können, soweit der Weg es erlaubt.</translation>
    </message>
    <message>
        <source>Add account…</source>
        <translation>Konto hinzufügen…</translation>
    </message>
    <message>
        <source>No cloud account</source>
        <translation>Kein Cloud-Konto</translation>
    </message>
    <message>
        <source>Nothing leaves your machines. Add an account only if the cloud may help out.</source>
        <translation>Nichts verlässt deine Maschinen. Füge nur dann ein Konto hinzu, wenn die Cloud einspringen darf.</translation>
    </message>
    <message>
        <source>Asking {account}…</source>
        <translation>Fragt {account}…</translation>
    </message>
    <message>
        <source>Remove {account}?</source>
        <translation>{account} entfernen?</translation>
    </message>
    <message>
        <source>Its key is removed from the password store too.</source>
        <translation>Sein Schlüssel wird auch aus dem Passwortspeicher entfernt.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>General</source>
        <translation>Allgemein</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>Beim Anmelden starten</translation>
    </message>
    <message>
        <source>Open settings file</source>
        <translation>Einstellungsdatei öffnen</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Address for your apps</source>
        <translation>Adresse für deine Apps</translation>
    </message>
    <message>
        <source>Password store</source>
        <translation>Passwortspeicher</translation>
    </message>
    <message>
        <source>Settings file</source>
        <translation>Einstellungsdatei</translation>
    </message>
    <message>
        <source>At login</source>
        <translation>Beim Anmelden</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>keiner gefunden</translation>
    </message>
    <message>
        <source>Switched off in the system&apos;s own settings; switch it on there.</source>
        <translation>In den Einstellungen des Systems ausgeschaltet; schalte es dort ein.</translation>
    </message>
    <message>
        <source>Start at login could not be changed</source>
        <translation>Der Start beim Anmelden ließ sich nicht ändern</translation>
    </message>
    <message>
        <source>Privacy and help</source>
        <translation>Datenschutz und Hilfe</translation>
    </message>
    <message>
        <source>Exo Bridge talks to your machines and to the accounts you listed. To find machines it also asks the addresses of your local network, unless discovery.network is off. Looking for a newer version is off unless you switch it on.</source>
        <translation>Exo Bridge spricht mit deinen Maschinen und den Konten, die du eingetragen hast. Um Maschinen zu finden, fragt es auch die Adressen deines lokalen Netzes, außer discovery.network ist aus. Die Suche nach einer neueren Version ist aus, bis du sie einschaltest.</translation>
    </message>
    <message>
        <source>Keys are in the system&apos;s password store, or kept until you quit; files hold only their names.</source>
        <translation>Schlüssel liegen im Passwortspeicher des Systems oder werden bis zum Beenden behalten; in Dateien stehen nur ihre Namen.</translation>
    </message>
    <message>
        <source>Prompts and answers are passed on, never stored and never logged.</source>
        <translation>Fragen und Antworten werden weitergereicht, nie gespeichert und nie protokolliert.</translation>
    </message>
    <message>
        <source>Diagnostics file…</source>
        <translation>Diagnosedatei…</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>Version {version}</translation>
    </message>
    <message>
        <source>Add a node</source>
        <translation>Knoten hinzufügen</translation>
    </message>
    <message>
        <source>Change {node}</source>
        <translation>{node} ändern</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Check it and ask it</source>
        <translation>Prüfen und fragen</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>Mehr …</translation>
    </message>
    <message>
        <source>It needs none</source>
        <translation>Er braucht keines</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Adresse</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>Token</translation>
    </message>
    <message>
        <source>Token value</source>
        <translation>Wert des Tokens</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>Region</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Gewicht</translation>
    </message>
    <message>
        <source>for example office</source>
        <translation>zum Beispiel Büro</translation>
    </message>
    <message>
        <source>stored; leave empty to keep it</source>
        <translation>gespeichert; leer: bleibt</translation>
    </message>
    <message>
        <source>Paste the token of this node.</source>
        <translation>Füge das Token dieses Knotens ein.</translation>
    </message>
    <message>
        <source>exo, Ollama, LM Studio and other OpenAI-compatible servers are told apart by their answers.</source>
        <translation>exo, Ollama, LM Studio und andere OpenAI-kompatible Server werden an ihren Antworten unterschieden.</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>Benutzen</translation>
    </message>
    <message>
        <source>Use {node}</source>
        <translation>{node} benutzen</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>Ändern …</translation>
    </message>
    <message>
        <source>Nodes on this machine and on your network are found by themselves. List others, or those that need a token or a name of your own.</source>
        <translation>Knoten auf diesem Rechner und in deinem Netz werden von selbst gefunden. Trage andere ein, oder solche, die ein Token oder einen eigenen Namen brauchen.</translation>
    </message>
    <message>
        <source>Add node…</source>
        <translation>Knoten hinzufügen…</translation>
    </message>
    <message>
        <source>No node listed</source>
        <translation>Kein Knoten aufgeführt</translation>
    </message>
    <message>
        <source>Does exo run on another machine? Add its address, for example {example}.</source>
        <translation>Läuft exo auf einer anderen Maschine? Füge ihre Adresse hinzu, zum Beispiel {example}.</translation>
    </message>
    <message>
        <source>Remove {node}?</source>
        <translation>{node} entfernen?</translation>
    </message>
    <message>
        <source>Its token is removed from the password store too.</source>
        <translation>Sein Token wird auch aus dem Passwortspeicher entfernt.</translation>
    </message>
    <message>
        <source>Remove {node}</source>
        <translation>{node} entfernen</translation>
    </message>
    <message>
        <source>Back to the default: {value}</source>
        <translation>Zurück zur Vorgabe: {value}</translation>
    </message>
    <message>
        <source>edit it in the file</source>
        <translation>in der Datei ändern</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Exo Bridge settings</source>
        <translation>Exo Bridge Einstellungen</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>Backends</source>
        <translation>Backends</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Hinweise</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>Einstellungen durchsuchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Show a test notice</source>
        <translation>Einen Hinweis zur Probe zeigen</translation>
    </message>
    <message>
        <source>From {low} to {high}.</source>
        <translation>Von {low} bis {high}.</translation>
    </message>
    <message>
        <source>At least {low}.</source>
        <translation>Mindestens {low}.</translation>
    </message>
    <message>
        <source>on</source>
        <translation>an</translation>
    </message>
    <message>
        <source>off</source>
        <translation>aus</translation>
    </message>
</context>
<context>
    <name>Sharing</name>
    <message>
        <source>Share it</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Make a key and share it</source>
        <translation>Schlüssel erstellen und teilen</translation>
    </message>
    <message>
        <source>Share the port with your network?</source>
        <translation>Den Port mit deinem Netz teilen?</translation>
    </message>
    <message>
        <source>It could not be shared</source>
        <translation>Er konnte nicht geteilt werden</translation>
    </message>
    <message>
        <source>Other machines of your network reach it at {addresses}, each with a key.</source>
        <translation>Andere Maschinen deines Netzes erreichen ihn unter {addresses}, jede mit einem Schlüssel.</translation>
    </message>
    <message>
        <source>no address yet: there is no network</source>
        <translation>noch keiner Adresse: Es gibt kein Netz</translation>
    </message>
    <message>
        <source>Prompts, answers and keys cross the network unencrypted (no certificate).</source>
        <translation>Fragen, Antworten und Schlüssel gehen unverschlüsselt durch das Netz (kein Zertifikat).</translation>
    </message>
    <message>
        <source>They may use your cloud accounts, too.</source>
        <translation>Sie dürfen auch deine Cloud-Konten benutzen.</translation>
    </message>
    <message>
        <source>They may use your own machines only, no cloud.</source>
        <translation>Sie dürfen nur deine eigenen Maschinen benutzen, keine Cloud.</translation>
    </message>
    <message>
        <source>This may be a public network: better not here.</source>
        <translation>Das ist vielleicht ein öffentliches Netz: besser nicht hier.</translation>
    </message>
</context>
<context>
    <name>SnippetNote</name>
    <message>
        <source>Docker Desktop</source>
        <translation>Docker Desktop</translation>
    </message>
    <message>
        <source>Docker on Linux</source>
        <translation>Docker unter Linux</translation>
    </message>
    <message>
        <source>In Cline&apos;s settings</source>
        <translation>In den Einstellungen von Cline</translation>
    </message>
    <message>
        <source>In a new credential &quot;OpenAI&quot;; with n8n in Docker, the address is ⟨$docker/v1⟩</source>
        <translation>In neuen Zugangsdaten „OpenAI“; mit n8n in Docker ist die Adresse ⟨$docker/v1⟩</translation>
    </message>
    <message>
        <source>In the folder of `llm logs path`</source>
        <translation>Im Ordner, den `llm logs path` nennt</translation>
    </message>
    <message>
        <source>In the node &quot;OpenAI Chat Model&quot;, Model &quot;By ID&quot;</source>
        <translation>Im Knoten „OpenAI Chat Model“, Model „By ID“</translation>
    </message>
    <message>
        <source>Installed with pip</source>
        <translation>Mit pip installiert</translation>
    </message>
    <message>
        <source>LibreChat runs in Docker Desktop; on Linux without it, share the port first and write 52411</source>
        <translation>LibreChat läuft in Docker Desktop; unter Linux ohne dieses erst den Port freigeben und 52411 schreiben</translation>
    </message>
    <message>
        <source>The key, in Zed&apos;s settings under AI, LLM Providers, exo-bridge</source>
        <translation>Der Schlüssel, in den Einstellungen von Zed unter AI, LLM Providers, exo-bridge</translation>
    </message>
    <message>
        <source>npm install openai</source>
        <translation>npm install openai</translation>
    </message>
    <message>
        <source>pip install langchain-openai</source>
        <translation>pip install langchain-openai</translation>
    </message>
    <message>
        <source>pip install openai</source>
        <translation>pip install openai</translation>
    </message>
</context>
<context>
    <name>Status</name>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Connect an app…</source>
        <translation>App verbinden…</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>Weg</translation>
    </message>
    <message>
        <source>Test chat</source>
        <translation>Test-Chat</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>Knoten</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>Modelle</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>Aktivität</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>Diagramme</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} und {last}</translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Check now</source>
        <translation>Jetzt nachsehen</translation>
    </message>
    <message>
        <source>this build has no update feed</source>
        <translation>dieser Build kennt keine Quelle für neuere Versionen</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>noch nicht nachgesehen</translation>
    </message>
    <message>
        <source>{version} is out</source>
        <translation>{version} ist erschienen</translation>
    </message>
    <message>
        <source>the check at {time} did not work</source>
        <translation>das Nachsehen um {time} gelang nicht</translation>
    </message>
    <message>
        <source>the newest, checked at {time}</source>
        <translation>die neueste, nachgesehen um {time}</translation>
    </message>
    <message>
        <source>{time}, {n} days ago</source>
        <translation>{time}, vor {n} Tagen</translation>
    </message>
    <message>
        <source>Exo Bridge {version} is out</source>
        <translation>Exo Bridge {version} ist erschienen</translation>
    </message>
    <message>
        <source>You have {version}. Nothing is installed by itself.</source>
        <translation>Du hast {version}. Nichts wird von selbst installiert.</translation>
    </message>
    <message>
        <source>Version {version} is out…</source>
        <translation>Version {version} ist erschienen…</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Welcome to Exo Bridge</source>
        <translation>Willkommen bei Exo Bridge</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
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
        <source>Step {n} of {all}</source>
        <translation>Schritt {n} von {all}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Fertig</translation>
    </message>
    <message>
        <source>Looking for your machines</source>
        <translation>Deine Maschinen werden gesucht</translation>
    </message>
    <message>
        <source>Machines found</source>
        <translation>Gefundene Maschinen</translation>
    </message>
    <message>
        <source>Add one by address…</source>
        <translation>Mit Adresse hinzufügen…</translation>
    </message>
    <message>
        <source>If your machines do not answer</source>
        <translation>Wenn deine Maschinen nicht antworten</translation>
    </message>
    <message>
        <source>May a cloud service help out then? You can change this at any time, in the tray.</source>
        <translation>Darf dann ein Cloud-Dienst einspringen? Du kannst das jederzeit ändern, im Tray.</translation>
    </message>
    <message>
        <source>No, nothing ever leaves my machines</source>
        <translation>Nein, nichts verlässt je meine Maschinen</translation>
    </message>
    <message>
        <source>Yes, but only when my own machines cannot answer</source>
        <translation>Ja, aber nur, wenn meine eigenen Maschinen nicht können</translation>
    </message>
    <message>
        <source>Add a cloud key…</source>
        <translation>Cloud-Schlüssel hinzufügen…</translation>
    </message>
    <message>
        <source>Keys go to this system&apos;s password store, and are never shown again.</source>
        <translation>Schlüssel kommen in den Passwortspeicher dieses Systems und werden nie wieder gezeigt.</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>Probiere es aus</translation>
    </message>
    <message>
        <source>Send a request</source>
        <translation>Anfrage senden</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Connect an app…</source>
        <translation>App verbinden…</translation>
    </message>
    <message>
        <source>Start Exo Bridge when I log in</source>
        <translation>Exo Bridge beim Anmelden starten</translation>
    </message>
    <message>
        <source>For your apps</source>
        <translation>Für deine Apps</translation>
    </message>
    <message>
        <source>Look once a day for a newer version</source>
        <translation>Einmal am Tag nach einer neueren Version sehen</translation>
    </message>
    <message>
        <source>Say hello in one sentence.</source>
        <translation>Sag in einem Satz Hallo.</translation>
    </message>
    <message>
        <source>Send another</source>
        <translation>Noch eine senden</translation>
    </message>
    <message>
        <source>None answers yet. exo is found by itself, on this computer (port 52415) and on your network; so are Ollama, LM Studio and others on this computer.</source>
        <translation>Noch antwortet keine. exo wird von selbst gefunden, auf diesem Computer (Port 52415) und in deinem Netz; ebenso Ollama, LM Studio und andere auf diesem Computer.</translation>
    </message>
    <message>
        <source>{nodes} found, but no model is loaded. Choose one in exo&apos;s dashboard.</source>
        <translation>{nodes} gefunden, aber kein Modell ist geladen. Wähle eines im Dashboard von exo.</translation>
    </message>
    <message>
        <source>{nodes} found, {models} ready. You can go on.</source>
        <translation>{nodes} gefunden, {models} bereit. Du kannst weitergehen.</translation>
    </message>
    <message>
        <source>One real request, as any app sends it. The small built-in model will answer, until a node does.</source>
        <translation>Eine echte Anfrage, wie jede App sie sendet. Das kleine eingebaute Modell antwortet, bis ein Knoten es tut.</translation>
    </message>
    <message>
        <source>One real request, as any app sends it. The line above the answer says who gave it.</source>
        <translation>Eine echte Anfrage, wie jede App sie sendet. Die Zeile über der Antwort sagt, wer sie gab.</translation>
    </message>
    <message>
        <source>Exo Bridge lives in the menu bar, at the top right.</source>
        <translation>Exo Bridge wohnt in der Menüleiste, oben rechts.</translation>
    </message>
    <message>
        <source>Exo Bridge lives beside the clock. Windows may hide it behind the arrow ^: drag it out.</source>
        <translation>Exo Bridge wohnt neben der Uhr. Windows versteckt es vielleicht hinter dem Pfeil ^: Zieh es heraus.</translation>
    </message>
    <message>
        <source>Exo Bridge lives in the tray of your panel, beside the clock.</source>
        <translation>Exo Bridge wohnt im Tray deiner Leiste, neben der Uhr.</translation>
    </message>
    <message>
        <source>Take over their settings…</source>
        <translation>Ihre Einstellungen übernehmen …</translation>
    </message>
    <message>
        <source>Take this over?</source>
        <translation>Das übernehmen?</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>ai-token-manager or an older bridge was used on this computer.</source>
        <translation>Auf diesem Computer wurde ai-token-manager oder eine ältere Bridge benutzt.</translation>
    </message>
    <message>
        <source>From {file}</source>
        <translation>Aus {file}</translation>
    </message>
    <message>
        <source>• cloud account {name}, its key into the password store</source>
        <translation>• Cloud-Konto {name}, sein Schlüssel in den Passwortspeicher</translation>
    </message>
    <message>
        <source>• cloud account {name}, its key until you quit: this computer has no password store</source>
        <translation>• Cloud-Konto {name}, sein Schlüssel bis zum Beenden: Dieser Computer hat keinen Passwortspeicher</translation>
    </message>
    <message>
        <source>• node {name} at {url}</source>
        <translation>• Knoten {name} unter {url}</translation>
    </message>
    <message>
        <source>Without a place here: {n}. “exo-bridge import” names them, with the reasons.</source>
        <translation>Ohne Platz hier: {n}. „exo-bridge import“ nennt sie mit den Gründen.</translation>
    </message>
    <message>
        <source>Taken over. The old files are as they were.</source>
        <translation>Übernommen. Die alten Dateien sind, wie sie waren.</translation>
    </message>
    <message>
        <source>Keys stand, or may stand, in the open in {files}: remove them there.</source>
        <translation>In {files} stehen Schlüssel offen, oder könnten es: Entferne sie dort.</translation>
    </message>
    <message>
        <source>There is nothing to take over.</source>
        <translation>Es gibt nichts zu übernehmen.</translation>
    </message>
</context>
</TS>
