<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
<context>
    <name>Accounts</name>
    <message>
        <source>Add a cloud account</source>
        <translation>إضافة حساب سحابي</translation>
    </message>
    <message>
        <source>Save and test</source>
        <translation>حفظ واختبار</translation>
    </message>
    <message>
        <source>Another OpenAI-compatible service</source>
        <translation>خدمة أخرى متوافقة مع OpenAI</translation>
    </message>
    <message>
        <source>Kept in {store}</source>
        <translation>محفوظ في {store}</translation>
    </message>
    <message>
        <source>Kept until you quit</source>
        <translation>يُحفظ حتى الإنهاء</translation>
    </message>
    <message>
        <source>From an environment variable</source>
        <translation>من متغير بيئة</translation>
    </message>
    <message>
        <source>Get a key</source>
        <translation>الحصول على مفتاح</translation>
    </message>
    <message>
        <source>Provider</source>
        <translation>المزوّد</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>العنوان</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>المفتاح</translation>
    </message>
    <message>
        <source>Key value</source>
        <translation>قيمة المفتاح</translation>
    </message>
    <message>
        <source>Variable</source>
        <translation>المتغير</translation>
    </message>
    <message>
        <source>Paste the key that the provider showed you.</source>
        <translation>ألصق المفتاح الذي عرضه عليك المزوّد.</translation>
    </message>
    <message>
        <source>A new key for {account}</source>
        <translation>مفتاح جديد لـ {account}</translation>
    </message>
    <message>
        <source>It is kept in {store}.</source>
        <translation>يُحفظ في {store}.</translation>
    </message>
    <message>
        <source>switched off</source>
        <translation>متوقف</translation>
    </message>
    <message>
        <source>{account} ({provider})</source>
        <translation>{account} ({provider})</translation>
    </message>
    <message>
        <source>needs no key</source>
        <translation>لا يحتاج إلى مفتاح</translation>
    </message>
    <message>
        <source>key ready</source>
        <translation>المفتاح جاهز</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>لا مفتاح</translation>
    </message>
    <message>
        <source>key not readable</source>
        <translation>تعذرت قراءة المفتاح</translation>
    </message>
    <message>
        <source>reading the key</source>
        <translation>جارٍ قراءة المفتاح</translation>
    </message>
    <message>
        <source>Key from the environment variable {name}</source>
        <translation>مفتاح من متغير البيئة {name}</translation>
    </message>
    <message>
        <source>Key kept until you quit</source>
        <translation>المفتاح محفوظ حتى الإنهاء</translation>
    </message>
    <message>
        <source>Key in {store}</source>
        <translation>مفتاح في {store}</translation>
    </message>
    <message>
        <source>the password store of this computer</source>
        <translation>مخزن كلمات المرور في هذا الحاسوب</translation>
    </message>
    <message>
        <source>The name of an environment variable looks like OPENROUTER_API_KEY.</source>
        <translation>اسم متغير البيئة يكون مثل OPENROUTER_API_KEY.</translation>
    </message>
    <message>
        <source>The address must look like {example}.</source>
        <translation>يجب أن يكون العنوان مثل {example}.</translation>
    </message>
    <message>
        <source>This computer has no password store, so the key is kept until you quit Exo Bridge. It is never written to a file.</source>
        <translation>لا يوجد مخزن كلمات مرور على هذا الحاسوب، لذلك يُحفظ المفتاح حتى تُنهي Exo Bridge. ولا يُكتب في ملف أبدًا.</translation>
    </message>
    <message>
        <source>The weight is a number from 0 up; 2 gets twice the requests of 1.</source>
        <translation>الوزن عدد من 0 فصاعدًا؛ ومن له 2 يتلقى ضعف طلبات من له 1.</translation>
    </message>
    <message>
        <source>token from the environment variable {name}</source>
        <translation>الرمز من متغير البيئة {name}</translation>
    </message>
    <message>
        <source>with a token</source>
        <translation>برمز</translation>
    </message>
    <message>
        <source>region {region}</source>
        <translation>المنطقة {region}</translation>
    </message>
    <message>
        <source>weight {weight}</source>
        <translation>الوزن {weight}</translation>
    </message>
    <message>
        <source>Give it a name of letters, digits, dots or dashes.</source>
        <translation>أعطه اسمًا من حروف أو أرقام أو نقاط أو شرطات.</translation>
    </message>
    <message>
        <source>There is already one called {name}.</source>
        <translation>يوجد بالفعل واحد باسم {name}.</translation>
    </message>
</context>
<context>
    <name>Activity</name>
    <message>
        <source>Time</source>
        <translation>الوقت</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>النموذج</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>من</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>النتيجة</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>المدة</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>الطلبات</translation>
    </message>
    <message>
        <source>No request yet</source>
        <translation>لا طلبات بعد</translation>
    </message>
    <message>
        <source>Open the test chat</source>
        <translation>فتح محادثة الاختبار</translation>
    </message>
    <message>
        <source>Open a row to see why it was answered there.</source>
        <translation>افتح صفًا لترى لماذا جاءت الإجابة من هناك.</translation>
    </message>
    <message>
        <source>Stop request</source>
        <translation>إيقاف الطلب</translation>
    </message>
    <message>
        <source>Give your app the address {address}, or try the test chat.</source>
        <translation>أعط تطبيقك العنوان {address} أو جرّب محادثة الاختبار.</translation>
    </message>
    <message>
        <source>Asked for {model}</source>
        <translation>طُلب {model}</translation>
    </message>
    <message>
        <source>Now at {name}</source>
        <translation>الآن عند {name}</translation>
    </message>
    <message>
        <source>First token after {time}</source>
        <translation>أول رمز بعد {time}</translation>
    </message>
    <message>
        <source>running</source>
        <translation>قيد التنفيذ</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>ينتظر</translation>
    </message>
    <message>
        <source>{time} · about {rate}</source>
        <translation>{time} · نحو {rate}</translation>
    </message>
    <message>
        <source>waiting, {n} before it</source>
        <translation>ينتظر، قبله {n}</translation>
    </message>
    <message>
        <source>waiting, next in turn</source>
        <translation>ينتظر، وهو التالي</translation>
    </message>
    <message>
        <source>choosing …</source>
        <translation>جارٍ الاختيار…</translation>
    </message>
    <message>
        <source>by itself</source>
        <translation>تلقائيًا</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>سحابة</translation>
    </message>
    <message>
        <source>local</source>
        <translation>محلي</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>أُوقف</translation>
    </message>
    <message>
        <source>app left</source>
        <translation>غادر التطبيق</translation>
    </message>
    <message>
        <source>nobody was asked</source>
        <translation>لم يُسأل أحد</translation>
    </message>
    <message>
        <source>Passed over {name}: {reason}</source>
        <translation>تُجووز {name}: {reason}</translation>
    </message>
    <message>
        <source>You stopped it here</source>
        <translation>أوقفتَه هنا</translation>
    </message>
    <message>
        <source> by {app}</source>
        <translation> من {app}</translation>
    </message>
    <message>
        <source>{number}. {name}, {place}</source>
        <translation>{number}. {name}، {place}</translation>
    </message>
    <message>
        <source>answered in {time}</source>
        <translation>أجاب خلال {time}</translation>
    </message>
    <message>
        <source>{title} after {time}</source>
        <translation>{title} بعد {time}</translation>
    </message>
    <message>
        <source>first token after {time}</source>
        <translation>الرمز الأول بعد {time}</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} رمزًا</translation>
    </message>
    <message>
        <source>Answered</source>
        <translation>أُجيب</translation>
    </message>
    <message>
        <source>Failed: {title}{detail}. {hint}</source>
        <translation>فشل: {title}{detail}. {hint}</translation>
    </message>
    <message>
        <source>The app went away before the answer was complete</source>
        <translation>غادر التطبيق قبل اكتمال الإجابة</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>جارٍ التحميل</translation>
    </message>
    <message>
        <source>A request needs this model.</source>
        <translation>يحتاج طلب إلى هذا النموذج.</translation>
    </message>
    <message>
        <source>loaded</source>
        <translation>حُمِّل</translation>
    </message>
    <message>
        <source>The model can answer.</source>
        <translation>يستطيع النموذج أن يجيب.</translation>
    </message>
    <message>
        <source>Its runner had died.</source>
        <translation>كان المشغّل قد توقف.</translation>
    </message>
    <message>
        <source>loading again</source>
        <translation>يُحمَّل من جديد</translation>
    </message>
    <message>
        <source>The model did not get ready; requests for it go elsewhere.</source>
        <translation>لم يصبح النموذج جاهزًا؛ وتذهب طلباته إلى مكان آخر.</translation>
    </message>
    <message>
        <source>gave up</source>
        <translation>تخلّى عنه</translation>
    </message>
    <message>
        <source>The model crashes again and again; loading it once more would not help.</source>
        <translation>ينهار النموذج مرة بعد مرة؛ وتحميله ثانية لن يفيد.</translation>
    </message>
    <message>
        <source>left alone</source>
        <translation>تُرك وشأنه</translation>
    </message>
    <message>
        <source>A download you asked for had broken off.</source>
        <translation>كان تنزيل طلبته قد انقطع.</translation>
    </message>
    <message>
        <source>download resumed</source>
        <translation>استُؤنف التنزيل</translation>
    </message>
    <message>
        <source>A download you asked for is complete.</source>
        <translation>اكتمل تنزيل طلبته.</translation>
    </message>
    <message>
        <source>downloaded</source>
        <translation>نُزِّل</translation>
    </message>
    <message>
        <source>The app had left, so exo was told to stop generating.</source>
        <translation>كان التطبيق قد غادر، فطُلب من exo التوقف عن التوليد.</translation>
    </message>
    <message>
        <source>stopped in exo</source>
        <translation>أُوقف في exo</translation>
    </message>
    <message>
        <source>Switched on and off in the settings: {place}</source>
        <translation>يُشغَّل ويُوقف في الإعدادات: {place}</translation>
    </message>
</context>
<context>
    <name>AppKeys</name>
    <message>
        <source>Revoke</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Revoke the key of {app}</source>
        <translation>إلغاء مفتاح {app}</translation>
    </message>
    <message>
        <source>A key for an app</source>
        <translation>مفتاح لتطبيق</translation>
    </message>
    <message>
        <source>Make the key</source>
        <translation>إنشاء المفتاح</translation>
    </message>
    <message>
        <source>any number</source>
        <translation>أي عدد</translation>
    </message>
    <message>
        <source>Only my own machines answer it</source>
        <translation>لا تجيبه سوى أجهزتي</translation>
    </message>
    <message>
        <source>App</source>
        <translation>التطبيق</translation>
    </message>
    <message>
        <source>Cloud tokens a day</source>
        <translation>رموز السحابة في اليوم</translation>
    </message>
    <message>
        <source>Clouds</source>
        <translation>السحابات</translation>
    </message>
    <message>
        <source>The budget is a whole number of tokens, or nothing.</source>
        <translation>الميزانية عدد صحيح من الرموز، أو لا شيء.</translation>
    </message>
    <message>
        <source>Each app can have a key of its own, with limits. Where keys are required, and from other machines, nobody else is let in.</source>
        <translation>يمكن أن يكون لكل تطبيق مفتاح خاص به، بحدود. حيث تُطلب المفاتيح، ومن الأجهزة الأخرى، لا يُسمح لغيرها بالدخول.</translation>
    </message>
    <message>
        <source>App keys</source>
        <translation>مفاتيح التطبيقات</translation>
    </message>
    <message>
        <source>Make a key…</source>
        <translation>إنشاء مفتاح…</translation>
    </message>
    <message>
        <source>No app has a key</source>
        <translation>ليس لأي تطبيق مفتاح</translation>
    </message>
    <message>
        <source>Without one, every app of this computer may use the port, and no other machine.</source>
        <translation>من دونه يجوز لكل تطبيق على هذا الحاسوب استخدام المنفذ، ولا يجوز لأي جهاز آخر.</translation>
    </message>
    <message>
        <source>The key for {app}</source>
        <translation>المفتاح لـ {app}</translation>
    </message>
    <message>
        <source>It is never shown again: put it into the app now.</source>
        <translation>لن يُعرض مرة أخرى: ضعه في التطبيق الآن.</translation>
    </message>
    <message>
        <source>Copy and close</source>
        <translation>نسخ وإغلاق</translation>
    </message>
    <message>
        <source>Revoke the key of {app}?</source>
        <translation>هل تريد إلغاء مفتاح {app}؟</translation>
    </message>
    <message>
        <source>The app is refused at once, and needs a new key.</source>
        <translation>يُرفض التطبيق فورًا، ويحتاج إلى مفتاح جديد.</translation>
    </message>
    <message>
        <source>The key could not be revoked</source>
        <translation>تعذّر إلغاء المفتاح</translation>
    </message>
    <message>
        <source>made {day}</source>
        <translation>أُنشئ {day}</translation>
    </message>
    <message>
        <source>never used</source>
        <translation>لم يُستخدم</translation>
    </message>
    <message>
        <source>used {time}</source>
        <translation>استُخدم {time}</translation>
    </message>
    <message>
        <source>only your own machines</source>
        <translation>أجهزتك فقط</translation>
    </message>
    <message>
        <source>only {models}</source>
        <translation>{models} فقط</translation>
    </message>
    <message>
        <source>{spent} of {budget} cloud tokens today</source>
        <translation>{spent} من {budget} رمز سحابي اليوم</translation>
    </message>
    <message>
        <source>the disk does not answer</source>
        <translation>القرص لا يستجيب</translation>
    </message>
</context>
<context>
    <name>Banners</name>
    <message>
        <source>Demo: the two exo nodes are simulated.</source>
        <translation>عرض تجريبي: عقدتا exo محاكاتان.</translation>
    </message>
    <message>
        <source>This desktop shows no tray icons, so Exo Bridge stays in its window; closing it keeps serving.</source>
        <translation>لا يعرض سطح المكتب هذا أيقونات، لذلك يبقى Exo Bridge في نافذته؛ إغلاقها لا يوقف الخدمة.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>إعادة المحاولة</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>إنهاء</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Use {port} instead</source>
        <translation>استخدام {port} بدلًا منه</translation>
    </message>
    <message>
        <source>And {n} more, see the log.</source>
        <translation>و{n} أخرى، انظر السجل.</translation>
    </message>
</context>
<context>
    <name>Charts</name>
    <message>
        <source>Measured values</source>
        <translation>القيم المقيسة</translation>
    </message>
    <message>
        <source>Nothing measured yet</source>
        <translation>لم يُقَس شيء بعد</translation>
    </message>
    <message>
        <source>After the first answers you see here how fast they came, and who gave them.</source>
        <translation>بعد الإجابات الأولى ترى هنا سرعتها ومن أعطاها.</translation>
    </message>
    <message>
        <source>Show as table</source>
        <translation>عرض كجدول</translation>
    </message>
    <message>
        <source>Show as charts</source>
        <translation>عرض كرسوم</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>الوقت</translation>
    </message>
    <message>
        <source>Answers</source>
        <translation>الإجابات</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>محلي</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>الرمز الأول</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Cloud first token</source>
        <translation>الرمز الأول، سحابة</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>السرعة</translation>
    </message>
    <message>
        <source>Cloud speed</source>
        <translation>سرعة السحابة</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>لا إجابة</translation>
    </message>
    <message>
        <source>{p50} for half of them, {p95} for 95 %</source>
        <translation>{p50} لنصفها، {p95} لـ 95 %</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>cloud p50</source>
        <translation>سحابة p50</translation>
    </message>
    <message>
        <source>Time to first token</source>
        <translation>الزمن حتى الرمز الأول</translation>
    </message>
    <message>
        <source>local {speed}</source>
        <translation>محلي {speed}</translation>
    </message>
    <message>
        <source>cloud {speed}</source>
        <translation>سحابة {speed}</translation>
    </message>
    <message>
        <source>local</source>
        <translation>محلي</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>سحابة</translation>
    </message>
    <message>
        <source>{share} % local ({n} of {total})</source>
        <translation>{share} % محلي ({n} من {total})</translation>
    </message>
    <message>
        <source>Answered by</source>
        <translation>من أجاب</translation>
    </message>
    <message>
        <source>{requests} since {time}</source>
        <translation>{requests} منذ {time}</translation>
    </message>
</context>
<context>
    <name>Chat</name>
    <message>
        <source>Answer</source>
        <translation>الإجابة</translation>
    </message>
    <message>
        <source>Copy code</source>
        <translation>نسخ الشيفرة</translation>
    </message>
    <message>
        <source>Your message</source>
        <translation>رسالتك</translation>
    </message>
    <message>
        <source>Ask something. Enter sends, Shift+Enter begins a new line.</source>
        <translation>اسأل شيئًا. Enter يرسل، وShift+Enter يبدأ سطرًا جديدًا.</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>صورة</translation>
    </message>
    <message>
        <source>Remove picture</source>
        <translation>إزالة الصورة</translation>
    </message>
    <message>
        <source>For example: Answer in one short sentence.</source>
        <translation>مثلًا: أجب بجملة قصيرة واحدة.</translation>
    </message>
    <message>
        <source>System prompt</source>
        <translation>تعليمات النظام</translation>
    </message>
    <message>
        <source>Temperature</source>
        <translation>الحرارة</translation>
    </message>
    <message>
        <source>Most tokens</source>
        <translation>أقصى عدد رموز</translation>
    </message>
    <message>
        <source>as the model likes</source>
        <translation>كما يشاء النموذج</translation>
    </message>
    <message>
        <source>You: {text}</source>
        <translation>أنت: {text}</translation>
    </message>
    <message>
        <source>Copy answer</source>
        <translation>نسخ الإجابة</translation>
    </message>
    <message>
        <source>More for this answer</source>
        <translation>المزيد لهذه الإجابة</translation>
    </message>
    <message>
        <source>Thinking</source>
        <translation>التفكير</translation>
    </message>
    <message>
        <source>Answer again</source>
        <translation>الإجابة من جديد</translation>
    </message>
    <message>
        <source>Edit the question</source>
        <translation>تعديل السؤال</translation>
    </message>
    <message>
        <source>Ask another</source>
        <translation>سؤال غيره</translation>
    </message>
    <message>
        <source>Copy as curl</source>
        <translation>نسخ كأمر curl</translation>
    </message>
    <message>
        <source>Show the stream</source>
        <translation>عرض الدفق</translation>
    </message>
    <message>
        <source>Conversation</source>
        <translation>المحادثة</translation>
    </message>
    <message>
        <source>Exo Bridge test chat</source>
        <translation>محادثة اختبار Exo Bridge</translation>
    </message>
    <message>
        <source>New chat</source>
        <translation>محادثة جديدة</translation>
    </message>
    <message>
        <source>Options</source>
        <translation>خيارات</translation>
    </message>
    <message>
        <source>Say hello in one sentence.</source>
        <translation>قل مرحبًا بجملة واحدة.</translation>
    </message>
    <message>
        <source>Ask something</source>
        <translation>اسأل شيئًا</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>إرسال</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>النموذج</translation>
    </message>
    <message>
        <source>It goes to {address} like the request of any app, and the answer says who gave it and why.</source>
        <translation>يذهب إلى {address} مثل طلب أي تطبيق، وتقول الإجابة من أعطاها ولماذا.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>إيقاف</translation>
    </message>
    <message>
        <source>The stream of this answer</source>
        <translation>دفق هذه الإجابة</translation>
    </message>
    <message>
        <source>Copy all</source>
        <translation>نسخ الكل</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>let Exo Bridge choose</source>
        <translation>دع Exo Bridge يختار</translation>
    </message>
    <message>
        <source>Waiting for an answer…</source>
        <translation>في انتظار إجابة…</translation>
    </message>
    <message>
        <source>first token {time}</source>
        <translation>الرمز الأول {time}</translation>
    </message>
    <message>
        <source>{n} tokens</source>
        <translation>{n} رمزًا</translation>
    </message>
    <message>
        <source>thinking…</source>
        <translation>يفكر…</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>أُوقف</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>سحابة</translation>
    </message>
    <message>
        <source>local</source>
        <translation>محلي</translation>
    </message>
    <message>
        <source>asking</source>
        <translation>يسأل</translation>
    </message>
    <message>
        <source>Answered at the first try.</source>
        <translation>أُجيب من المحاولة الأولى.</translation>
    </message>
    <message>
        <source>Answered at try {n}.</source>
        <translation>أُجيب في المحاولة {n}.</translation>
    </message>
    <message>
        <source>The answer was an error ({status}).</source>
        <translation>كانت الإجابة خطأً ({status}).</translation>
    </message>
    <message>
        <source>The answer broke off: {message}</source>
        <translation>انقطعت الإجابة: {message}</translation>
    </message>
    <message>
        <source>What came before is above. Send it again to let another machine try.</source>
        <translation>ما جاء قبل ذلك في الأعلى. أرسل مرة أخرى لتحاول آلة أخرى.</translation>
    </message>
    <message>
        <source>The connection to {address} broke ({detail}).</source>
        <translation>انقطع الاتصال بـ {address} ({detail}).</translation>
    </message>
    <message>
        <source>Send it again.</source>
        <translation>أرسل مرة أخرى.</translation>
    </message>
    <message>
        <source>Exo Bridge&apos;s own port is not open.</source>
        <translation>منفذ Exo Bridge غير مفتوح.</translation>
    </message>
    <message>
        <source>The status window says why.</source>
        <translation>نافذة الحالة تقول لماذا.</translation>
    </message>
    <message>
        <source>{name} with {model}</source>
        <translation>{name} مع {model}</translation>
    </message>
</context>
<context>
    <name>Cluster</name>
    <message>
        <source>Drawing of your machines</source>
        <translation>رسم لأجهزتك</translation>
    </message>
    <message>
        <source>server</source>
        <translation>خادم</translation>
    </message>
    <message>
        <source>{product} cluster, {n} machines</source>
        <translation>عنقود {product} من {n} أجهزة</translation>
    </message>
    <message>
        <source>{a} reaches {b}, but not the other way round</source>
        <translation>يصل {a} إلى {b} وليس العكس</translation>
    </message>
    <message>
        <source>no link between {a} and {b}</source>
        <translation>لا اتصال بين {a} و{b}</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>غير معروف</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>مفقود</translation>
    </message>
    <message>
        <source>member</source>
        <translation>عضو</translation>
    </message>
    <message>
        <source>{size} memory</source>
        <translation>ذاكرة {size}</translation>
    </message>
    <message>
        <source>download failed</source>
        <translation>فشل التنزيل</translation>
    </message>
    <message>
        <source>layers {span} of {n}</source>
        <translation>الطبقات {span} من {n}</translation>
    </message>
    <message>
        <source>memory not told</source>
        <translation>الذاكرة غير معروفة</translation>
    </message>
    <message>
        <source>{used} of {all} in use</source>
        <translation>{used} من {all} مستخدمة</translation>
    </message>
    <message>
        <source>{used} of {all}</source>
        <translation>{used} من {all}</translation>
    </message>
    <message>
        <source>On disk: {model}</source>
        <translation>على القرص: {model}</translation>
    </message>
    <message>
        <source>On disk: {n} models</source>
        <translation>على القرص: {n} من النماذج</translation>
    </message>
</context>
<context>
    <name>Connect</name>
    <message>
        <source>Connect an app to Exo Bridge</source>
        <translation>ربط تطبيق بـ Exo Bridge</translation>
    </message>
    <message>
        <source>Apps</source>
        <translation>التطبيقات</translation>
    </message>
    <message>
        <source>Documentation</source>
        <translation>التوثيق</translation>
    </message>
    <message>
        <source>For</source>
        <translation>لأجل</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>جرّبه</translation>
    </message>
    <message>
        <source>Replace the key of {app}?</source>
        <translation>هل تريد استبدال مفتاح {app}؟</translation>
    </message>
    <message>
        <source>The old key ends at once; the app works again when it has the new one.</source>
        <translation>ينتهي المفتاح القديم فورًا؛ يعود التطبيق إلى العمل عندما يحصل على الجديد.</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>استبدال</translation>
    </message>
    <message>
        <source>The key could not be made: {why}</source>
        <translation>تعذّر إنشاء المفتاح: {why}</translation>
    </message>
    <message>
        <source>Asking…</source>
        <translation>جارٍ السؤال…</translation>
    </message>
    <message>
        <source>Copy: {what}</source>
        <translation>نسخ: {what}</translation>
    </message>
    <message>
        <source>macOS and Linux</source>
        <translation>macOS وLinux</translation>
    </message>
    <message>
        <source>The new key of {app} stands below. It is never shown again: copy it now.</source>
        <translation>المفتاح الجديد لـ {app} في الأسفل. لن يُعرض مرة أخرى: انسخه الآن.</translation>
    </message>
    <message>
        <source>{app} has a key already ({begin}…). Put it in, or replace it if it is lost.</source>
        <translation>لدى {app} مفتاح بالفعل ({begin}…). ضعه، أو استبدله إن ضاع.</translation>
    </message>
    <message>
        <source>Every app needs a key of its own here; {app} has none yet.</source>
        <translation>يحتاج كل تطبيق هنا إلى مفتاح خاص به؛ ليس لدى {app} مفتاح بعد.</translation>
    </message>
    <message>
        <source>No key is asked for here, any text will do. A key of its own can be revoked later.</source>
        <translation>لا يُطلب مفتاح هنا، وأي نص يكفي. المفتاح الخاص يمكن إلغاؤه لاحقًا.</translation>
    </message>
    <message>
        <source>Replace the key…</source>
        <translation>استبدال المفتاح…</translation>
    </message>
    <message>
        <source>Make a key for {app}</source>
        <translation>إنشاء مفتاح لـ {app}</translation>
    </message>
    <message>
        <source>Sends one short request to this address with this model, as the app would.</source>
        <translation>يرسل طلبًا قصيرًا إلى هذا العنوان بهذا النموذج، كما يفعل التطبيق.</translation>
    </message>
    <message>
        <source>{name} answered in {time}.</source>
        <translation>أجاب {name} خلال {time}.</translation>
    </message>
    <message>
        <source>{name} answered in {time}: “{words}”</source>
        <translation>أجاب {name} خلال {time}: «{words}»</translation>
    </message>
</context>
<context>
    <name>Diagnostics</name>
    <message>
        <source>Diagnostics file</source>
        <translation>ملف التشخيص</translation>
    </message>
    <message>
        <source>Save…</source>
        <translation>حفظ…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>This is all that is in it: no keys, no prompts, no answers. It is saved here and sent nowhere.</source>
        <translation>هذا كل ما فيه: لا مفاتيح ولا أسئلة ولا إجابات. يُحفظ هنا ولا يُرسل إلى أي مكان.</translation>
    </message>
    <message>
        <source>For a bug report</source>
        <translation>لتقرير خطأ</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>الملفات</translation>
    </message>
    <message>
        <source>Content</source>
        <translation>المحتوى</translation>
    </message>
    <message>
        <source>It cannot be saved there: {why}</source>
        <translation>لا يمكن حفظه هناك: {why}</translation>
    </message>
</context>
<context>
    <name>Dialogs</name>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Paste the key here</source>
        <translation>ألصق المفتاح هنا</translation>
    </message>
</context>
<context>
    <name>Face</name>
    <message>
        <source>Exo Bridge keeps running</source>
        <translation>Exo Bridge ما زال يعمل</translation>
    </message>
    <message>
        <source>Its icon is in the tray; Quit is in the icon&apos;s menu.</source>
        <translation>أيقونته في شريط النظام؛ الإنهاء في قائمة الأيقونة.</translation>
    </message>
    <message>
        <source>Quit anyway?</source>
        <translation>الإنهاء رغم ذلك؟</translation>
    </message>
    <message>
        <source>Wait and quit</source>
        <translation>الانتظار ثم الإنهاء</translation>
    </message>
    <message>
        <source>Quit now</source>
        <translation>الإنهاء الآن</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Something in Exo Bridge went wrong</source>
        <translation>حدث خطأ في Exo Bridge</translation>
    </message>
    <message>
        <source>{title}. It goes on; the log has the details.</source>
        <translation>{title}. العمل مستمر؛ التفاصيل في السجل.</translation>
    </message>
    <message>
        <source>Exo Bridge crashed the last time</source>
        <translation>تعطّل Exo Bridge في المرة الأخيرة</translation>
    </message>
    <message>
        <source>Nothing was sent to anybody. With these details the defect can be found.</source>
        <translation>لم يُرسَل شيء إلى أحد. بهذه التفاصيل يمكن العثور على الخلل.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>نسخ التفاصيل</translation>
    </message>
    <message>
        <source>Diagnostics file…</source>
        <translation>ملف التشخيص…</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>محلي</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>متدهور</translation>
    </message>
    <message>
        <source>Cloud</source>
        <translation>سحابة</translation>
    </message>
    <message>
        <source>Nothing can answer</source>
        <translation>لا أحد يستطيع الإجابة</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>موقوف مؤقتًا</translation>
    </message>
    <message>
        <source>Looking for nodes</source>
        <translation>البحث عن عقد</translation>
    </message>
    <message>
        <source>Apps get the answer “paused” (503) until you resume.</source>
        <translation>تحصل التطبيقات على الإجابة “paused” (503) حتى تستأنف.</translation>
    </message>
    <message>
        <source>Exo Bridge is starting.</source>
        <translation>Exo Bridge يبدأ.</translation>
    </message>
    <message>
        <source>Exo Bridge is asking every machine it knows.</source>
        <translation>يسأل Exo Bridge كل آلة يعرفها.</translation>
    </message>
    <message>
        <source>Built-in small model only; other models come from {names}.</source>
        <translation>النموذج الصغير المدمج فقط؛ النماذج الأخرى تأتي من {names}.</translation>
    </message>
    <message>
        <source>Built-in small model only. No exo node has been found.</source>
        <translation>النموذج الصغير المدمج فقط. لم يُعثر على عقدة exo.</translation>
    </message>
    <message>
        <source>Everything is answered by your own machines; nothing may go to the cloud.</source>
        <translation>آلاتك تجيب عن كل شيء؛ لا شيء يذهب إلى السحابة.</translation>
    </message>
    <message>
        <source>Everything is answered by your own machines; {names} can stand in.</source>
        <translation>آلاتك تجيب عن كل شيء؛ يمكن أن ينوب {names}.</translation>
    </message>
    <message>
        <source>Everything is answered by your own machines.</source>
        <translation>آلاتك تجيب عن كل شيء.</translation>
    </message>
    <message>
        <source>is down</source>
        <translation>معطّل</translation>
    </message>
    <message>
        <source>are down</source>
        <translation>معطّلة</translation>
    </message>
    <message>
        <source>{names} {are_down}; only the built-in small model is left.</source>
        <translation>{names} {are_down}؛ لم يبق إلا النموذج الصغير المدمج.</translation>
    </message>
    <message>
        <source>answers</source>
        <translation>يجيب</translation>
    </message>
    <message>
        <source>answer</source>
        <translation>تجيب</translation>
    </message>
    <message>
        <source>{names} {are_down}{why}; {others} {answer}.</source>
        <translation>{names}: {are_down}{why}؛ {answer} {others}.</translation>
    </message>
    <message>
        <source>Requests go to {names} only, as you chose.</source>
        <translation>تذهب الطلبات إلى {names} فقط، كما اخترت.</translation>
    </message>
    <message>
        <source>Requests go to {names} first, as you chose.</source>
        <translation>تذهب الطلبات إلى {names} أولًا، كما اخترت.</translation>
    </message>
    <message>
        <source>No machine of yours is set up; requests go to {names}.</source>
        <translation>لم تُعدّ أي آلة لك؛ تذهب الطلبات إلى {names}.</translation>
    </message>
    <message>
        <source>Your machines do not answer; requests go to {names}.</source>
        <translation>آلاتك لا تجيب؛ تذهب الطلبات إلى {names}.</translation>
    </message>
    <message>
        <source>No node is reachable</source>
        <translation>لا يمكن الوصول إلى أي عقدة</translation>
    </message>
    <message>
        <source>No node is known</source>
        <translation>لا توجد عقدة معروفة</translation>
    </message>
    <message>
        <source>The mode is “cloud only”</source>
        <translation>الوضع هو “السحابة فقط”</translation>
    </message>
    <message>
        <source>{own}, and {cloud}.</source>
        <translation>{own}، و{cloud}.</translation>
    </message>
    <message>
        <source>the mode keeps everything on your machines</source>
        <translation>الوضع يُبقي كل شيء على آلاتك</translation>
    </message>
    <message>
        <source>no cloud key is set</source>
        <translation>لا يوجد مفتاح سحابي</translation>
    </message>
    <message>
        <source>the cloud key cannot be read from the password store</source>
        <translation>لا يمكن قراءة مفتاح السحابة من مخزن كلمات المرور</translation>
    </message>
    <message>
        <source>the cloud does not answer either</source>
        <translation>السحابة لا تجيب أيضًا</translation>
    </message>
    <message>
        <source>Port {port} is used by {owner}; apps cannot reach Exo Bridge.</source>
        <translation>المنفذ {port} يستخدمه {owner}؛ لا تصل التطبيقات إلى Exo Bridge.</translation>
    </message>
    <message>
        <source>Port {port} cannot be opened; apps cannot reach Exo Bridge.</source>
        <translation>لا يمكن فتح المنفذ {port}؛ لا تصل التطبيقات إلى Exo Bridge.</translation>
    </message>
    <message>
        <source>(demo)</source>
        <translation>(عرض تجريبي)</translation>
    </message>
    <message>
        <source>Local. Built-in small model only</source>
        <translation>محلي. النموذج الصغير المدمج فقط</translation>
    </message>
    <message>
        <source>Local. {what} ready</source>
        <translation>محلي. {what} جاهزة</translation>
    </message>
    <message>
        <source>Local, only the built-in model is left. {names} down</source>
        <translation>محلي، لم يبق إلا النموذج المدمج. {names} معطّل</translation>
    </message>
    <message>
        <source>Local, {n} of {all} nodes down ({names})</source>
        <translation>محلي، {n} من {all} عقد معطّلة ({names})</translation>
    </message>
    <message>
        <source>Paused. Requests get “paused” (503)</source>
        <translation>موقوف مؤقتًا. تحصل الطلبات على “paused” (503)</translation>
    </message>
    <message>
        <source>Looking for nodes…</source>
        <translation>البحث عن عقد…</translation>
    </message>
    <message>
        <source>Cloud. Local nodes not answering since {time}</source>
        <translation>سحابة. العقد المحلية لا تجيب منذ {time}</translation>
    </message>
    <message>
        <source>Cloud. {names}</source>
        <translation>سحابة. {names}</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>just now</source>
        <translation>الآن</translation>
    </message>
    <message>
        <source>{n} s ago</source>
        <translation>قبل {n} ث</translation>
    </message>
    <message>
        <source>{n} min ago</source>
        <translation>قبل {n} د</translation>
    </message>
    <message>
        <source>{n} h ago</source>
        <translation>قبل {n} س</translation>
    </message>
    <message>
        <source>now</source>
        <translation>الآن</translation>
    </message>
    <message>
        <source>in {n} s</source>
        <translation>بعد {n} ث</translation>
    </message>
    <message>
        <source>in {n} min</source>
        <translation>بعد {n} د</translation>
    </message>
    <message>
        <source>node</source>
        <translation>عقدة</translation>
    </message>
    <message>
        <source>nodes</source>
        <translation>عقد</translation>
    </message>
    <message>
        <source>model</source>
        <translation>نموذج</translation>
    </message>
    <message>
        <source>models</source>
        <translation>نماذج</translation>
    </message>
    <message>
        <source>request</source>
        <translation>طلب</translation>
    </message>
    <message>
        <source>requests</source>
        <translation>طلبات</translation>
    </message>
    <message>
        <source>change</source>
        <translation>تغيير</translation>
    </message>
    <message>
        <source>changes</source>
        <translation>تغييرات</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>هذا الحاسوب</translation>
    </message>
    <message>
        <source>your network</source>
        <translation>شبكتك</translation>
    </message>
    <message>
        <source>cloud</source>
        <translation>سحابة</translation>
    </message>
    <message>
        <source>{name} (simulated)</source>
        <translation>{name} (محاكاة)</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>{n} غيرها</translation>
    </message>
</context>
<context>
    <name>Failure</name>
    <message>
        <source>Exo Bridge is paused</source>
        <translation>Exo Bridge موقوف مؤقتًا</translation>
    </message>
    <message>
        <source>Exo Bridge itself failed</source>
        <translation>فشل Exo Bridge نفسه</translation>
    </message>
    <message>
        <source>No backend offers this model</source>
        <translation>لا خادم يقدم هذا النموذج</translation>
    </message>
    <message>
        <source>Nothing can answer</source>
        <translation type="unfinished">لا أحد يستطيع الإجابة</translation>
    </message>
    <message>
        <source>Only your own machines may answer</source>
        <translation>لا يجوز إلا لآلاتك أن تجيب</translation>
    </message>
    <message>
        <source>The request cannot be read</source>
        <translation>تعذرت قراءة الطلب</translation>
    </message>
    <message>
        <source>accepted the request but did not answer</source>
        <translation>قبل الطلب ولم يُجب</translation>
    </message>
    <message>
        <source>answered with a redirect, which is not followed</source>
        <translation>أجاب بتحويل لا يُتبع</translation>
    </message>
    <message>
        <source>answered with a server error</source>
        <translation>أجاب بخطأ في الخادم</translation>
    </message>
    <message>
        <source>answered with broken HTTP</source>
        <translation>أجاب بـ HTTP معطوب</translation>
    </message>
    <message>
        <source>answered with nothing in it</source>
        <translation>أجاب بلا محتوى</translation>
    </message>
    <message>
        <source>answered with something that is not an answer</source>
        <translation>أجاب بما ليس إجابة</translation>
    </message>
    <message>
        <source>asked us to slow down</source>
        <translation>طلب التمهّل</translation>
    </message>
    <message>
        <source>broke off its answer</source>
        <translation>قطع إجابته</translation>
    </message>
    <message>
        <source>cannot be asked this</source>
        <translation>لا يمكن سؤاله هذا</translation>
    </message>
    <message>
        <source>cannot be reached over the network</source>
        <translation>لا يمكن الوصول إليه عبر الشبكة</translation>
    </message>
    <message>
        <source>cannot hold a prompt this long</source>
        <translation>لا يتسع لنص بهذا الطول</translation>
    </message>
    <message>
        <source>closed the connection without an answer</source>
        <translation>أغلق الاتصال بلا إجابة</translation>
    </message>
    <message>
        <source>could not be started</source>
        <translation>تعذر تشغيله</translation>
    </message>
    <message>
        <source>did not accept the request</source>
        <translation>لم يقبل الطلب</translation>
    </message>
    <message>
        <source>did not answer the connection</source>
        <translation>لم يرد على الاتصال</translation>
    </message>
    <message>
        <source>did not produce a first token in time</source>
        <translation>لم يُنتج الرمز الأول في الوقت</translation>
    </message>
    <message>
        <source>does not have the model loaded</source>
        <translation>لم يحمّل النموذج</translation>
    </message>
    <message>
        <source>does not have this model</source>
        <translation>ليس لديه هذا النموذج</translation>
    </message>
    <message>
        <source>does not offer this function</source>
        <translation>لا يقدم هذه الوظيفة</translation>
    </message>
    <message>
        <source>has a name that cannot be found</source>
        <translation>اسمه غير معثور عليه</translation>
    </message>
    <message>
        <source>has no credit left</source>
        <translation>لم يبق له رصيد</translation>
    </message>
    <message>
        <source>has no key</source>
        <translation>ليس له مفتاح</translation>
    </message>
    <message>
        <source>has no valid certificate</source>
        <translation>ليست له شهادة صالحة</translation>
    </message>
    <message>
        <source>is busy with as many requests as it can take</source>
        <translation>مشغول بأقصى ما يستطيع من الطلبات</translation>
    </message>
    <message>
        <source>is cut off from the master of its cluster</source>
        <translation>منقطع عن رئيس مجموعته</translation>
    </message>
    <message>
        <source>is not the kind of server that was expected</source>
        <translation>ليس نوع الخادم المتوقع</translation>
    </message>
    <message>
        <source>is overloaded</source>
        <translation>محمّل فوق طاقته</translation>
    </message>
    <message>
        <source>leads back to Exo Bridge itself</source>
        <translation>يقود إلى Exo Bridge نفسه</translation>
    </message>
    <message>
        <source>refused the connection</source>
        <translation>رفض الاتصال</translation>
    </message>
    <message>
        <source>refused the key</source>
        <translation>رفض المفتاح</translation>
    </message>
    <message>
        <source>reported an error inside its answer</source>
        <translation>أبلغ عن خطأ داخل إجابته</translation>
    </message>
    <message>
        <source>stopped in the middle of its answer</source>
        <translation>توقف في منتصف إجابته</translation>
    </message>
    <message>
        <source>took too long for a whole answer</source>
        <translation>استغرق وقتًا طويلًا للإجابة كاملة</translation>
    </message>
</context>
<context>
    <name>FailureHint</name>
    <message>
        <source>Add its key in the settings.</source>
        <translation>أضف مفتاحه في الإعدادات.</translation>
    </message>
    <message>
        <source>Ask for one of the names in /v1/models.</source>
        <translation>اطلب أحد الأسماء الواردة في /v1/models.</translation>
    </message>
    <message>
        <source>Check that the machine is on and the server is running there.</source>
        <translation>تأكد أن الآلة تعمل وأن الخادم يعمل عليها.</translation>
    </message>
    <message>
        <source>Check the address in the settings.</source>
        <translation>تحقق من العنوان في الإعدادات.</translation>
    </message>
    <message>
        <source>Check the address, the clock and the certificate.</source>
        <translation>تحقق من العنوان والساعة والشهادة.</translation>
    </message>
    <message>
        <source>Check the network connection of both machines.</source>
        <translation>تحقق من اتصال الآلتين بالشبكة.</translation>
    </message>
    <message>
        <source>Correct the request.</source>
        <translation>صحّح الطلب.</translation>
    </message>
    <message>
        <source>Leave the named field out, or use a backend that speaks the app&apos;s own dialect.</source>
        <translation>احذف الحقل المذكور، أو استخدم خادمًا يتكلم لغة التطبيق.</translation>
    </message>
    <message>
        <source>Load it, or wait until it is loaded.</source>
        <translation>حمّله، أو انتظر حتى يُحمَّل.</translation>
    </message>
    <message>
        <source>Long prompts may need a larger limit.</source>
        <translation>قد تحتاج النصوص الطويلة إلى حد أكبر.</translation>
    </message>
    <message>
        <source>Look at the log of that server.</source>
        <translation>انظر في سجل ذلك الخادم.</translation>
    </message>
    <message>
        <source>Look at the log.</source>
        <translation>انظر في السجل.</translation>
    </message>
    <message>
        <source>Please report this, with the log.</source>
        <translation>نرجو الإبلاغ عن هذا مع إرفاق السجل.</translation>
    </message>
    <message>
        <source>Raise the total limit in the settings.</source>
        <translation>ارفع الحد الكلي في الإعدادات.</translation>
    </message>
    <message>
        <source>Remove this address from the settings: it is Exo Bridge&apos;s own.</source>
        <translation>احذف هذا العنوان من الإعدادات: إنه عنوان Exo Bridge نفسه.</translation>
    </message>
    <message>
        <source>Replace the key in the settings.</source>
        <translation>استبدل المفتاح في الإعدادات.</translation>
    </message>
    <message>
        <source>Restart exo on that machine.</source>
        <translation>أعد تشغيل exo على تلك الآلة.</translation>
    </message>
    <message>
        <source>Resume it from the tray menu.</source>
        <translation>استأنفه من قائمة شريط النظام.</translation>
    </message>
    <message>
        <source>Shorten the prompt.</source>
        <translation>اختصر النص.</translation>
    </message>
    <message>
        <source>Start a node, or add a cloud key in the settings.</source>
        <translation>شغّل عقدة، أو أضف مفتاح سحابة في الإعدادات.</translation>
    </message>
    <message>
        <source>Start a node, or allow the cloud by choosing another mode.</source>
        <translation>شغّل عقدة، أو اسمح بالسحابة باختيار وضع آخر.</translation>
    </message>
    <message>
        <source>Top up the account, then test the key.</source>
        <translation>اشحن رصيد الحساب، ثم اختبر المفتاح.</translation>
    </message>
    <message>
        <source>Try again after the time it named.</source>
        <translation>حاول مجددًا بعد المدة التي ذكرها.</translation>
    </message>
    <message>
        <source>Try again in a moment.</source>
        <translation>حاول مجددًا بعد لحظة.</translation>
    </message>
    <message>
        <source>Use another backend for it.</source>
        <translation>استخدم لذلك خادمًا آخر.</translation>
    </message>
</context>
<context>
    <name>Log</name>
    <message>
        <source>Open log folder</source>
        <translation>فتح مجلد السجل</translation>
    </message>
    <message>
        <source>Log lines</source>
        <translation>أسطر السجل</translation>
    </message>
    <message>
        <source>Copy for a bug report</source>
        <translation>نسخ لتقرير خطأ</translation>
    </message>
    <message>
        <source>No line matches</source>
        <translation>لا سطر يطابق</translation>
    </message>
    <message>
        <source>Choose a lower level, or other words. Older lines are in the log folder.</source>
        <translation>اختر مستوى أدنى أو كلمات أخرى. الأسطر الأقدم في مجلد السجل.</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>المستوى</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>كل شيء</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>التحذيرات والأخطاء</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>الأخطاء فقط</translation>
    </message>
    <message>
        <source>Words to look for</source>
        <translation>كلمات للبحث</translation>
    </message>
    <message>
        <source>Filter, for example: studio</source>
        <translation>تصفية، مثلًا: studio</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>نُسخ</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>الوقت</translation>
    </message>
    <message>
        <source>Subject</source>
        <translation>الموضوع</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>الرسالة</translation>
    </message>
    <message>
        <source>detail</source>
        <translation>تفصيل</translation>
    </message>
    <message>
        <source>info</source>
        <translation>معلومة</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>تحذير</translation>
    </message>
    <message>
        <source>error</source>
        <translation>خطأ</translation>
    </message>
</context>
<context>
    <name>Menu</name>
    <message>
        <source>built-in small model</source>
        <translation>النموذج الصغير المدمج</translation>
    </message>
    <message>
        <source>{requests} running</source>
        <translation>{requests} قيد التنفيذ</translation>
    </message>
    <message>
        <source>demo</source>
        <translation>عرض تجريبي</translation>
    </message>
    <message>
        <source>Last: {model} on {name}</source>
        <translation>الأخير: {model} على {name}</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>الإشعارات</translation>
    </message>
    <message>
        <source>Notifications (off until {time})</source>
        <translation>الإشعارات (متوقفة حتى {time})</translation>
    </message>
    <message>
        <source>Kill {name}</source>
        <translation>إيقاف {name}</translation>
    </message>
    <message>
        <source>Revive {name}</source>
        <translation>إحياء {name}</translation>
    </message>
    <message>
        <source>1 request is running.</source>
        <translation>طلب واحد قيد التنفيذ.</translation>
    </message>
    <message>
        <source>{n} requests are running.</source>
        <translation>{n} طلبات قيد التنفيذ.</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>نسخ العنوان</translation>
    </message>
    <message>
        <source>Connect an app…</source>
        <translation>ربط تطبيق…</translation>
    </message>
    <message>
        <source>Status…</source>
        <translation>الحالة…</translation>
    </message>
    <message>
        <source>Test chat…</source>
        <translation>محادثة الاختبار…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>الإعدادات…</translation>
    </message>
    <message>
        <source>Quit Exo Bridge</source>
        <translation>إنهاء Exo Bridge</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>المسار</translation>
    </message>
    <message>
        <source>Off for 30 minutes</source>
        <translation>إيقاف لمدة 30 دقيقة</translation>
    </message>
    <message>
        <source>Off for 1 hour</source>
        <translation>إيقاف لمدة ساعة</translation>
    </message>
    <message>
        <source>Off for 8 hours</source>
        <translation>إيقاف لمدة 8 ساعات</translation>
    </message>
    <message>
        <source>On again</source>
        <translation>تشغيل من جديد</translation>
    </message>
    <message>
        <source>Demo</source>
        <translation>عرض تجريبي</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>استئناف</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>إيقاف مؤقت</translation>
    </message>
    <message>
        <source>Copied ✓</source>
        <translation>نُسخ ✓</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>Manage models…</source>
        <translation>إدارة النماذج…</translation>
    </message>
</context>
<context>
    <name>Models</name>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>No model yet</source>
        <translation>لا نموذج بعد</translation>
    </message>
    <message>
        <source>A model appears here when a node has it. On exo, find one and load it from here.</source>
        <translation>يظهر النموذج هنا عندما تملكه عقدة. في exo يمكنك العثور على نموذج وتحميله من هنا.</translation>
    </message>
    <message>
        <source>Find a model…</source>
        <translation>العثور على نموذج…</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>إخفاء</translation>
    </message>
    <message>
        <source>Delete…</source>
        <translation>حذف…</translation>
    </message>
    <message>
        <source>Choose a model to load, unload or delete it.</source>
        <translation>اختر نموذجًا لتحميله أو إلغاء تحميله أو حذفه.</translation>
    </message>
    <message>
        <source>Find a model</source>
        <translation>العثور على نموذج</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>العنقود</translation>
    </message>
    <message>
        <source>Search the models</source>
        <translation>البحث في النماذج</translation>
    </message>
    <message>
        <source>Search, for example qwen 4bit</source>
        <translation>ابحث، مثل qwen 4bit</translation>
    </message>
    <message>
        <source>Models of exo&apos;s catalogue</source>
        <translation>نماذج فهرس exo</translation>
    </message>
    <message>
        <source>Asking exo…</source>
        <translation>جارٍ سؤال exo…</translation>
    </message>
    <message>
        <source>No model of that name</source>
        <translation>لا نموذج بهذا الاسم</translation>
    </message>
    <message>
        <source>Try fewer words.</source>
        <translation>جرّب كلمات أقل.</translation>
    </message>
    <message>
        <source>Load…</source>
        <translation>تحميل…</translation>
    </message>
    <message>
        <source>Download…</source>
        <translation>تنزيل…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>النموذج</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>الحجم</translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>On</source>
        <translation>على</translation>
    </message>
    <message>
        <source>Context</source>
        <translation>السياق</translation>
    </message>
    <message>
        <source>Load {model}</source>
        <translation>تحميل {model}</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>تحميل</translation>
    </message>
    <message>
        <source>Asking exo where it fits…</source>
        <translation>جارٍ سؤال exo أين يتسع له…</translation>
    </message>
    <message>
        <source>asks exo to load it</source>
        <translation>يطلب من exo تحميله</translation>
    </message>
    <message>
        <source>unloading</source>
        <translation>جارٍ إلغاء التحميل</translation>
    </message>
    <message>
        <source>Unload {model}?</source>
        <translation>إلغاء تحميل {model}؟</translation>
    </message>
    <message>
        <source>It is answering now; that answer ends.</source>
        <translation>إنه يجيب الآن؛ ستنقطع تلك الإجابة.</translation>
    </message>
    <message>
        <source>Unload</source>
        <translation>إلغاء التحميل</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>asks exo to download it</source>
        <translation>يطلب من exo تنزيله</translation>
    </message>
    <message>
        <source>Download {model}</source>
        <translation>تنزيل {model}</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>تنزيل</translation>
    </message>
    <message>
        <source>cancelling</source>
        <translation>جارٍ الإلغاء</translation>
    </message>
    <message>
        <source>Cancel the download of {model}</source>
        <translation>إلغاء تنزيل {model}</translation>
    </message>
    <message>
        <source>Cancel download</source>
        <translation>إلغاء التنزيل</translation>
    </message>
    <message>
        <source>deleting</source>
        <translation>جارٍ الحذف</translation>
    </message>
    <message>
        <source>Delete {model}?</source>
        <translation>حذف {model}؟</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>حذف</translation>
    </message>
    <message>
        <source>Its files are removed from {machine}; getting them back means a download.</source>
        <translation>تُزال ملفاته من {machine}؛ واستعادتها تعني تنزيلًا جديدًا.</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} من {total}</translation>
    </message>
    <message>
        <source>on the disk</source>
        <translation>على القرص</translation>
    </message>
    <message>
        <source>loads on use</source>
        <translation>يُحمَّل عند الاستخدام</translation>
    </message>
    <message>
        <source>{name}: {memory} of {free} free</source>
        <translation>{name}: {memory} من {free} متاحة</translation>
    </message>
    <message>
        <source>{name}: {memory}</source>
        <translation>{name}: {memory}</translation>
    </message>
    <message>
        <source>is downloaded to {names} first</source>
        <translation>يُنزَّل أولًا إلى {names}</translation>
    </message>
    <message>
        <source>{size} free on its disk</source>
        <translation>{size} متاحة على قرصه</translation>
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
        <translation>ابحث الآن</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>افحص الآن</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>تغيير…</translation>
    </message>
    <message>
        <source>Node</source>
        <translation>العقدة</translation>
    </message>
    <message>
        <source>State</source>
        <translation>الحالة</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>Nodes and cloud accounts</source>
        <translation>العقد والحسابات السحابية</translation>
    </message>
    <message>
        <source>Add node…</source>
        <translation>إضافة عقدة…</translation>
    </message>
    <message>
        <source>Check {name} now</source>
        <translation>فحص {name} الآن</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>الذاكرة</translation>
    </message>
    <message>
        <source>Last check</source>
        <translation>آخر فحص</translation>
    </message>
    <message>
        <source>Looking on this machine and on your network…</source>
        <translation>جارٍ البحث على هذا الجهاز وفي شبكتك…</translation>
    </message>
    <message>
        <source>Looking on this machine…</source>
        <translation>جارٍ البحث على هذا الجهاز…</translation>
    </message>
    <message>
        <source>Found {names}.</source>
        <translation>عُثر على {names}.</translation>
    </message>
    <message>
        <source>Nothing new on this machine. Looking on the network is switched off.</source>
        <translation>لا جديد على هذا الجهاز. البحث في الشبكة متوقف.</translation>
    </message>
    <message>
        <source>Nothing new. This machine is on no network that can be looked through.</source>
        <translation>لا جديد. هذا الجهاز ليس في شبكة يمكن البحث فيها.</translation>
    </message>
    <message>
        <source>Nothing new: asked {n} addresses of your network.</source>
        <translation>لا جديد: سُئل {n} من عناوين شبكتك.</translation>
    </message>
    <message>
        <source>No node found yet. exo and other servers on this machine and network appear by themselves; add others by address.</source>
        <translation>لم يُعثر على أي عقدة بعد. يظهر exo والخوادم الأخرى على هذا الجهاز وفي الشبكة من تلقاء نفسها؛ أضف غيرها بعنوانها.</translation>
    </message>
</context>
<context>
    <name>Notices</name>
    <message>
        <source>Open</source>
        <translation>فتح</translation>
    </message>
    <message>
        <source>Why?</source>
        <translation>لماذا؟</translation>
    </message>
    <message>
        <source>Local only</source>
        <translation>محلي فقط</translation>
    </message>
    <message>
        <source>Open settings</source>
        <translation>فتح الإعدادات</translation>
    </message>
    <message>
        <source>Open status</source>
        <translation>فتح الحالة</translation>
    </message>
    <message>
        <source>Notices arrive</source>
        <translation>الإشعارات تصل</translation>
    </message>
    <message>
        <source>This one is a test.</source>
        <translation>هذا إشعار تجريبي.</translation>
    </message>
    <message>
        <source>{name} takes over</source>
        <translation>{name} يتولى</translation>
    </message>
    <message>
        <source>{name} took over</source>
        <translation>{name} تولى</translation>
    </message>
    <message>
        <source>{loser} stopped answering at {time} ({title}). New requests go to {winner}.</source>
        <translation>توقف {loser} عن الإجابة في {time} ({title}). الطلبات الجديدة تذهب إلى {winner}.</translation>
    </message>
    <message>
        <source>New requests go to {winner}.</source>
        <translation>الطلبات الجديدة تذهب إلى {winner}.</translation>
    </message>
    <message>
        <source>Answering from the cloud</source>
        <translation>السحابة تجيب</translation>
    </message>
    <message>
        <source>The cloud took {requests}.</source>
        <translation>أخذت السحابة {requests}.</translation>
    </message>
    <message>
        <source>Back to local</source>
        <translation>عودة إلى المحلي</translation>
    </message>
    <message>
        <source>{name} is back</source>
        <translation>عاد {name}</translation>
    </message>
    <message>
        <source>{name} answers again and takes requests.</source>
        <translation>{name} يجيب من جديد ويأخذ الطلبات.</translation>
    </message>
    <message>
        <source>{names} answer again.</source>
        <translation>{names} تجيب من جديد.</translation>
    </message>
    <message>
        <source>Your machine</source>
        <translation>آلتك</translation>
    </message>
    <message>
        <source>{name} answers again.</source>
        <translation>{name} يجيب من جديد.</translation>
    </message>
    <message>
        <source>Nothing can answer</source>
        <translation>لا أحد يستطيع الإجابة</translation>
    </message>
    <message>
        <source>{name} has no credit left</source>
        <translation>لم يبق رصيد لدى {name}</translation>
    </message>
    <message>
        <source>It is left alone until you top up the account and test the key.</source>
        <translation>لن يُسأل حتى تشحن الحساب وتختبر المفتاح.</translation>
    </message>
    <message>
        <source>{name} refused the key</source>
        <translation>رفض {name} المفتاح</translation>
    </message>
    <message>
        <source>401. Cloud fall-back is off until you replace it.</source>
        <translation>401. لا تنوب السحابة حتى تستبدله.</translation>
    </message>
    <message>
        <source>Another cloud account can still help out.</source>
        <translation>ما زال حساب سحابي آخر قادرًا على المساعدة.</translation>
    </message>
    <message>
        <source>{changes} in the last hour</source>
        <translation>{changes} في الساعة الأخيرة</translation>
    </message>
    <message>
        <source>Notices rest for a while; the activity list has them all.</source>
        <translation>تستريح الإشعارات قليلًا؛ كلها في قائمة النشاط.</translation>
    </message>
    <message>
        <source>Show it</source>
        <translation>عرضه</translation>
    </message>
    <message>
        <source>{app} has used up its cloud budget</source>
        <translation>استنفد {app} ميزانيته السحابية</translation>
    </message>
    <message>
        <source>{n} tokens of clouds today. Until midnight only your own machines answer it.</source>
        <translation>{n} رمزًا من السحابة اليوم. حتى منتصف الليل تجيبه أجهزتك فقط.</translation>
    </message>
</context>
<context>
    <name>Problems</name>
    <message>
        <source>Port {port} is used by {owner}.</source>
        <translation>المنفذ {port} يستخدمه {owner}.</translation>
    </message>
    <message>
        <source>Port {port} cannot be opened ({error}).</source>
        <translation>لا يمكن فتح المنفذ {port} ({error}).</translation>
    </message>
    <message>
        <source>Your apps cannot reach Exo Bridge.</source>
        <translation>لا تصل تطبيقاتك إلى Exo Bridge.</translation>
    </message>
    <message>
        <source>Exo Bridge now listens at {address}. Your apps must use this address.</source>
        <translation>يستمع Exo Bridge الآن على {address}. يجب أن تستخدم تطبيقاتك هذا العنوان.</translation>
    </message>
</context>
<context>
    <name>Routes</name>
    <message>
        <source>It is shared with your network as soon as an app has a key.</source>
        <translation>يُشارَك مع شبكتك حالما يكون لتطبيق مفتاح.</translation>
    </message>
    <message>
        <source>Shared with your network, for apps with a key.</source>
        <translation>مُشارَك مع شبكتك، للتطبيقات التي لديها مفتاح.</translation>
    </message>
    <message>
        <source>Local first, cloud if needed</source>
        <translation>المحلي أولًا، والسحابة عند الحاجة</translation>
    </message>
    <message>
        <source>Local only (never cloud)</source>
        <translation>محلي فقط (لا سحابة أبدًا)</translation>
    </message>
    <message>
        <source>Cloud first, local if needed</source>
        <translation>السحابة أولًا، والمحلي عند الحاجة</translation>
    </message>
    <message>
        <source>Cloud only</source>
        <translation>السحابة فقط</translation>
    </message>
</context>
<context>
    <name>Rows</name>
    <message>
        <source>comes with Exo Bridge</source>
        <translation>يأتي مع Exo Bridge</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>لا مفتاح</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>سليم</translation>
    </message>
    <message>
        <source>resting</source>
        <translation>يستريح</translation>
    </message>
    <message>
        <source>down</source>
        <translation>معطّل</translation>
    </message>
    <message>
        <source>needs you</source>
        <translation>يحتاج إليك</translation>
    </message>
    <message>
        <source>on demand</source>
        <translation>عند الطلب</translation>
    </message>
    <message>
        <source>key ready</source>
        <translation>المفتاح جاهز</translation>
    </message>
    <message>
        <source>checking</source>
        <translation>جارٍ الفحص</translation>
    </message>
    <message>
        <source>add its key in the settings</source>
        <translation>أضف مفتاحه في الإعدادات</translation>
    </message>
    <message>
        <source>the password store does not give it</source>
        <translation>مخزن كلمات المرور لا يعطيه</translation>
    </message>
    <message>
        <source>starts when needed</source>
        <translation>يبدأ عند الحاجة</translation>
    </message>
    <message>
        <source>{words}, retry {ahead}</source>
        <translation>{words}، محاولة {ahead}</translation>
    </message>
    <message>
        <source>{n} offered</source>
        <translation>{n} معروضة</translation>
    </message>
    <message>
        <source>{n} ready</source>
        <translation>{n} جاهزة</translation>
    </message>
    <message>
        <source>{n} failed</source>
        <translation>{n} فشلت</translation>
    </message>
    <message>
        <source>none ready</source>
        <translation>لا شيء جاهز</translation>
    </message>
    <message>
        <source>{free} of {all} memory free</source>
        <translation>{free} من {all} ذاكرة حرة</translation>
    </message>
    <message>
        <source>checked at {time}</source>
        <translation>فُحص في {time}</translation>
    </message>
    <message>
        <source>answered {n} times</source>
        <translation>أجاب {n} مرات</translation>
    </message>
    <message>
        <source>not reachable</source>
        <translation>لا يمكن الوصول إليه</translation>
    </message>
    <message>
        <source>not downloaded</source>
        <translation>غير منزّل</translation>
    </message>
    <message>
        <source>not loaded</source>
        <translation>غير محمّل</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>جارٍ التنزيل</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>جارٍ التحميل</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>جاهز</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>مشغول</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>فشل</translation>
    </message>
</context>
<context>
    <name>Said</name>
    <message>
        <source>A cloud account has no key</source>
        <translation>حساب سحابة بلا مفتاح</translation>
    </message>
    <message>
        <source>A key travels in the open</source>
        <translation>مفتاح ينتقل مكشوفًا</translation>
    </message>
    <message>
        <source>A list can only be set in the settings file.</source>
        <translation>لا تُضبط القائمة إلا في ملف الإعدادات.</translation>
    </message>
    <message>
        <source>A provider file is wrong</source>
        <translation>ملف مزوّد خاطئ</translation>
    </message>
    <message>
        <source>Add one first.</source>
        <translation>أضف واحدًا أولًا.</translation>
    </message>
    <message>
        <source>Both addresses answer with the node id {id}; {name} is used.</source>
        <translation>يجيب العنوانان بمعرّف العقدة {id}؛ والمستخدَم هو {name}.</translation>
    </message>
    <message>
        <source>Change access.share_port, or the files of access.certificate.</source>
        <translation>غيّر access.share_port أو ملفات access.certificate.</translation>
    </message>
    <message>
        <source>Choose another name.</source>
        <translation>اختر اسمًا آخر.</translation>
    </message>
    <message>
        <source>Copy the key alone, without the word &quot;Bearer&quot; and without quotes around it.</source>
        <translation>انسخ المفتاح وحده، بلا كلمة &quot;Bearer&quot; وبلا علامات اقتباس حوله.</translation>
    </message>
    <message>
        <source>Correct it first: {detail}</source>
        <translation>صحّحه أولًا: {detail}</translation>
    </message>
    <message>
        <source>Correct it.</source>
        <translation>صحّحه.</translation>
    </message>
    <message>
        <source>Correct it. Until then the default settings are in use.</source>
        <translation>صحّحه. وإلى ذلك الحين تسري الإعدادات الافتراضية.</translation>
    </message>
    <message>
        <source>Correct it. Until then the last good settings are in use.</source>
        <translation>صحّحه. وإلى ذلك الحين تسري آخر إعدادات صالحة.</translation>
    </message>
    <message>
        <source>Correct it; the change is noticed at once.</source>
        <translation>صحّحه؛ يُلاحَظ التغيير فورًا.</translation>
    </message>
    <message>
        <source>Correct the file in {folder}; until then this provider is not there.</source>
        <translation>صحّح الملف في {folder}؛ وإلى ذلك الحين لا وجود لهذا المزوّد.</translation>
    </message>
    <message>
        <source>Correct {label}.</source>
        <translation>صحّح {label}.</translation>
    </message>
    <message>
        <source>Did you mean &quot;{word}&quot;?</source>
        <translation>هل تقصد «{word}»؟</translation>
    </message>
    <message>
        <source>Each entry needs {names}.</source>
        <translation>يحتاج كل بند إلى {names}.</translation>
    </message>
    <message>
        <source>Edit {file} by hand.</source>
        <translation>حرّر {file} يدويًا.</translation>
    </message>
    <message>
        <source>Example: {address}</source>
        <translation>مثال: {address}</translation>
    </message>
    <message>
        <source>Exo Bridge is ending</source>
        <translation>Exo Bridge في طور الإنهاء</translation>
    </message>
    <message>
        <source>Exo Bridge is quitting</source>
        <translation>Exo Bridge يُغلق</translation>
    </message>
    <message>
        <source>Give each entry a name of its own.</source>
        <translation>أعطِ كل بند اسمًا خاصًا به.</translation>
    </message>
    <message>
        <source>Give only the part before it.</source>
        <translation>أعطِ الجزء الذي قبله فقط.</translation>
    </message>
    <message>
        <source>It failed {count} times in ten minutes and is left alone for an hour.</source>
        <translation>فشل {count} مرات في عشر دقائق وسيُترك ساعة.</translation>
    </message>
    <message>
        <source>It failed {count} times in ten minutes and is left alone for an hour. {detail}</source>
        <translation>فشل {count} مرات في عشر دقائق وسيُترك ساعة. {detail}</translation>
    </message>
    <message>
        <source>It may have gone in the meantime</source>
        <translation>ربما اختفت في الأثناء</translation>
    </message>
    <message>
        <source>It must begin with http:// or https://</source>
        <translation>يجب أن يبدأ بـ http:// أو https://</translation>
    </message>
    <message>
        <source>It said: {detail}. {reason}</source>
        <translation>قال: {detail}. {reason}</translation>
    </message>
    <message>
        <source>Its models are managed in its own program</source>
        <translation>تُدار نماذجه في برنامجه</translation>
    </message>
    <message>
        <source>Known are: {names}.</source>
        <translation>المعروف: {names}.</translation>
    </message>
    <message>
        <source>Known: {names}. For any other OpenAI-compatible server write &quot;{provider}&quot; and its base_url.</source>
        <translation>المعروف: {names}. ولأي خادم آخر متوافق مع OpenAI اكتب «{provider}» وعنوان base_url الخاص به.</translation>
    </message>
    <message>
        <source>Look at exo&apos;s log, then load it again, or load a smaller model.</source>
        <translation>انظر في سجل exo ثم حمّله مجددًا، أو حمّل نموذجًا أصغر.</translation>
    </message>
    <message>
        <source>Look at exo&apos;s log.</source>
        <translation>انظر في سجل exo.</translation>
    </message>
    <message>
        <source>Look at exo&apos;s log; often there is less memory than it thought.</source>
        <translation>انظر في سجل exo؛ غالبًا تكون الذاكرة أقل مما ظن.</translation>
    </message>
    <message>
        <source>Look for a window that asks for its password, then try again. {reason}</source>
        <translation>ابحث عن نافذة تطلب كلمة مروره ثم حاول مجددًا. {reason}</translation>
    </message>
    <message>
        <source>Make it readable. Until then the default settings are in use.</source>
        <translation>اجعله قابلًا للقراءة. وإلى ذلك الحين تسري الإعدادات الافتراضية.</translation>
    </message>
    <message>
        <source>Make it readable. Until then the last good settings are in use.</source>
        <translation>اجعله قابلًا للقراءة. وإلى ذلك الحين تسري آخر إعدادات صالحة.</translation>
    </message>
    <message>
        <source>Make it writable, or name another directory in the environment variable {variable}</source>
        <translation>اجعله قابلًا للكتابة، أو سمِّ مجلدًا آخر في متغير البيئة {variable}</translation>
    </message>
    <message>
        <source>Make one for each of them: &quot;Connect an app…&quot; in the status window, or exo-bridge app-key add NAME</source>
        <translation>أنشئ مفتاحًا لكل منها: «ربط تطبيق…» في نافذة الحالة، أو exo-bridge app-key add NAME</translation>
    </message>
    <message>
        <source>No enabled cloud account is called {name}.</source>
        <translation>لا يوجد حساب سحابة مفعّل باسم {name}.</translation>
    </message>
    <message>
        <source>Not tested</source>
        <translation>لم يُختبر</translation>
    </message>
    <message>
        <source>Nothing can be kept: settings, keys of apps, the log</source>
        <translation>لا يمكن حفظ شيء: الإعدادات ومفاتيح التطبيقات والسجل</translation>
    </message>
    <message>
        <source>Only your own machines may answer for now</source>
        <translation>لا يجوز حاليًا إلا لآلاتك أن تجيب</translation>
    </message>
    <message>
        <source>Other machines cannot reach the port</source>
        <translation>لا تستطيع الآلات الأخرى الوصول إلى المنفذ</translation>
    </message>
    <message>
        <source>Other machines must show a key, and there is none.</source>
        <translation>يجب أن تُبرز الآلات الأخرى مفتاحًا، ولا يوجد أي مفتاح.</translation>
    </message>
    <message>
        <source>Paste the key that the provider showed you.</source>
        <translation>الصق المفتاح الذي أظهره لك المزوّد.</translation>
    </message>
    <message>
        <source>Remove one of the two; the first counts.</source>
        <translation>احذف أحدهما؛ والأول هو المعتمد.</translation>
    </message>
    <message>
        <source>Remove one of them from the settings.</source>
        <translation>احذف أحدهما من الإعدادات.</translation>
    </message>
    <message>
        <source>Rename one of them.</source>
        <translation>أعد تسمية أحدهما.</translation>
    </message>
    <message>
        <source>See `exo-bridge models list --all` for the names it knows.</source>
        <translation>يعرض `exo-bridge models list --all` الأسماء التي يعرفها.</translation>
    </message>
    <message>
        <source>Take it out of the environment.</source>
        <translation>أخرجه من البيئة.</translation>
    </message>
    <message>
        <source>Take it out. {reason}</source>
        <translation>أخرجه. {reason}</translation>
    </message>
    <message>
        <source>That version loads and downloads a model by itself when asked for it</source>
        <translation>هذا الإصدار ينزّل النموذج ويحمّله بنفسه عند طلبه</translation>
    </message>
    <message>
        <source>The Wi-Fi is open: everybody can join it.</source>
        <translation>شبكة Wi-Fi مفتوحة: يستطيع أي أحد الانضمام إليها.</translation>
    </message>
    <message>
        <source>The defaults are in use.</source>
        <translation>تسري الإعدادات الافتراضية.</translation>
    </message>
    <message>
        <source>The demo could not start</source>
        <translation>تعذر بدء العرض التجريبي</translation>
    </message>
    <message>
        <source>The download of {model} did not start</source>
        <translation>لم يبدأ تنزيل {model}</translation>
    </message>
    <message>
        <source>The download of {model} was not stopped</source>
        <translation>لم يُوقف تنزيل {model}</translation>
    </message>
    <message>
        <source>The key is empty.</source>
        <translation>المفتاح فارغ.</translation>
    </message>
    <message>
        <source>The key works</source>
        <translation>المفتاح يعمل</translation>
    </message>
    <message>
        <source>The mode is local only, so nothing is sent out.</source>
        <translation>الوضع هو «المحلي فقط»، فلا يُرسل شيء إلى الخارج.</translation>
    </message>
    <message>
        <source>The password store did not answer.</source>
        <translation>لم يُجب مخزن كلمات المرور.</translation>
    </message>
    <message>
        <source>The password store failed.</source>
        <translation>فشل مخزن كلمات المرور.</translation>
    </message>
    <message>
        <source>The password store is locked.</source>
        <translation>مخزن كلمات المرور مقفل.</translation>
    </message>
    <message>
        <source>The port is not shared yet</source>
        <translation>المنفذ غير مشارَك بعد</translation>
    </message>
    <message>
        <source>The port is shared in a public network</source>
        <translation>المنفذ مشارَك في شبكة عامة</translation>
    </message>
    <message>
        <source>The routing mode holds until you quit</source>
        <translation>يسري الوضع إلى أن تُغلق البرنامج</translation>
    </message>
    <message>
        <source>The settings file cannot be read</source>
        <translation>تعذرت قراءة ملف الإعدادات</translation>
    </message>
    <message>
        <source>The settings file cannot be written</source>
        <translation>تعذرت الكتابة في ملف الإعدادات</translation>
    </message>
    <message>
        <source>The settings file has an error</source>
        <translation>في ملف الإعدادات خطأ</translation>
    </message>
    <message>
        <source>The settings file has an error, so nothing was saved</source>
        <translation>في ملف الإعدادات خطأ، فلم يُحفظ شيء</translation>
    </message>
    <message>
        <source>The settings file is not there</source>
        <translation>ملف الإعدادات غير موجود</translation>
    </message>
    <message>
        <source>The settings file was changed meanwhile, so nothing was saved</source>
        <translation>تغيّر ملف الإعدادات في الأثناء، فلم يُحفظ شيء</translation>
    </message>
    <message>
        <source>There are: {machines}</source>
        <translation>الموجود: {machines}</translation>
    </message>
    <message>
        <source>There is already an entry called {label}</source>
        <translation>يوجد بالفعل بند باسم {label}</translation>
    </message>
    <message>
        <source>There is no key yet</source>
        <translation>لا يوجد مفتاح بعد</translation>
    </message>
    <message>
        <source>There is no machine {machine} in this cluster</source>
        <translation>لا توجد آلة {machine} في هذه المجموعة</translation>
    </message>
    <message>
        <source>There is no single value {label}</source>
        <translation>لا توجد قيمة مفردة {label}</translation>
    </message>
    <message>
        <source>There is no such account</source>
        <translation>لا يوجد حساب كهذا</translation>
    </message>
    <message>
        <source>There is no such node</source>
        <translation>لا توجد عقدة كهذه</translation>
    </message>
    <message>
        <source>There may stand: {names}.</source>
        <translation>يجوز أن يكون هناك: {names}.</translation>
    </message>
    <message>
        <source>This change cannot be made without touching other lines, so nothing was saved</source>
        <translation>لا يمكن هذا التغيير دون مسّ أسطر أخرى، فلم يُحفظ شيء</translation>
    </message>
    <message>
        <source>This computer has no password store.</source>
        <translation>ليس لهذا الحاسوب مخزن كلمات مرور.</translation>
    </message>
    <message>
        <source>This is not a key: it has a space, a line break or a letter that no key has.</source>
        <translation>هذا ليس مفتاحًا: فيه مسافة أو فاصل أسطر أو حرف لا يكون في مفتاح.</translation>
    </message>
    <message>
        <source>This key is too long for the Windows Credential Manager.</source>
        <translation>هذا المفتاح أطول مما يتسع له مدير بيانات اعتماد Windows.</translation>
    </message>
    <message>
        <source>This machine has an address of the internet: {address}.</source>
        <translation>لهذه الآلة عنوان على الإنترنت: {address}.</translation>
    </message>
    <message>
        <source>Try again.</source>
        <translation>حاول مجددًا.</translation>
    </message>
    <message>
        <source>Turn sharing off here (access.share): who has no key cannot ask, but sees that you are there.</source>
        <translation>أوقف المشاركة هنا (access.share): من لا مفتاح له لا يستطيع السؤال، لكنه يرى أنك موجود.</translation>
    </message>
    <message>
        <source>Two backends have one name</source>
        <translation>خادمان باسم واحد</translation>
    </message>
    <message>
        <source>Unknown environment variable</source>
        <translation>متغير بيئة مجهول</translation>
    </message>
    <message>
        <source>Unknown setting {label}</source>
        <translation>إعداد مجهول {label}</translation>
    </message>
    <message>
        <source>Unload another model, or add a machine to the cluster.</source>
        <translation>أخرج نموذجًا آخر من الذاكرة، أو أضف آلة إلى المجموعة.</translation>
    </message>
    <message>
        <source>Unload it first.</source>
        <translation>أخرجه من الذاكرة أولًا.</translation>
    </message>
    <message>
        <source>Unlock it and try again. {reason}</source>
        <translation>افتحه ثم حاول مجددًا. {reason}</translation>
    </message>
    <message>
        <source>Update exo on that machine.</source>
        <translation>حدّث exo على تلك الآلة.</translation>
    </message>
    <message>
        <source>Use https:// if the server offers it.</source>
        <translation>استخدم https:// إن كان الخادم يقدمه.</translation>
    </message>
    <message>
        <source>Windows calls this network public.</source>
        <translation>يعدّ Windows هذه الشبكة عامة.</translation>
    </message>
    <message>
        <source>Write &quot;key: keyring&quot; and store the key in the settings window, or &quot;key: env:NAME&quot; with the name of an environment variable that holds it.</source>
        <translation>اكتب &quot;key: keyring&quot; واحفظ المفتاح في نافذة الإعدادات، أو &quot;key: env:NAME&quot; باسم متغير بيئة يحويه.</translation>
    </message>
    <message>
        <source>Write &quot;true&quot; or &quot;false&quot;.</source>
        <translation>اكتب &quot;true&quot; أو &quot;false&quot;.</translation>
    </message>
    <message>
        <source>Write the plain number, without a unit.</source>
        <translation>اكتب العدد وحده بلا وحدة.</translation>
    </message>
    <message>
        <source>Wrong setting: {label}</source>
        <translation>إعداد خاطئ: {label}</translation>
    </message>
    <message>
        <source>You can write &quot;key: env:NAME&quot; in the settings and give the key in the environment variable NAME.</source>
        <translation>يمكنك كتابة &quot;key: env:NAME&quot; في الإعدادات ووضع المفتاح في متغير البيئة NAME.</translation>
    </message>
    <message>
        <source>a key&apos;s name has 1 to {count} printable signs</source>
        <translation>اسم المفتاح من 1 إلى {count} رمزًا قابلًا للطباعة</translation>
    </message>
    <message>
        <source>a node and a cloud account are both called {label}</source>
        <translation>عقدة وحساب سحابة كلاهما باسم {label}</translation>
    </message>
    <message>
        <source>a value contains itself</source>
        <translation>قيمة تحوي نفسها</translation>
    </message>
    <message>
        <source>after {seconds} s</source>
        <translation>بعد {seconds} ث</translation>
    </message>
    <message>
        <source>an event of the stream is not JSON</source>
        <translation>حدثٌ في البث ليس JSON</translation>
    </message>
    <message>
        <source>begins with http://</source>
        <translation>يبدأ بـ http://</translation>
    </message>
    <message>
        <source>busy</source>
        <translation>مشغول</translation>
    </message>
    <message>
        <source>cannot be read, so nothing is sent to the cloud until it can</source>
        <translation>لا يمكن قراءته، فلا يُرسل شيء إلى السحابة إلى أن تمكن قراءته</translation>
    </message>
    <message>
        <source>cloud-first</source>
        <translation>السحابة أولًا</translation>
    </message>
    <message>
        <source>cloud-only</source>
        <translation>السحابة فقط</translation>
    </message>
    <message>
        <source>connection reset</source>
        <translation>أُعيد ضبط الاتصال</translation>
    </message>
    <message>
        <source>degraded, {reason}</source>
        <translation>متدهور، {reason}</translation>
    </message>
    <message>
        <source>does not offer this model</source>
        <translation>لا يقدم هذا النموذج</translation>
    </message>
    <message>
        <source>downloaded</source>
        <translation>غير محمَّل</translation>
    </message>
    <message>
        <source>downloading</source>
        <translation>قيد التنزيل</translation>
    </message>
    <message>
        <source>exo proposes no way</source>
        <translation>لا يقترح exo طريقة</translation>
    </message>
    <message>
        <source>exo took it out again</source>
        <translation>أخرجه exo من جديد</translation>
    </message>
    <message>
        <source>exo took the command and did nothing</source>
        <translation>قبل exo الأمر ولم يفعل شيئًا</translation>
    </message>
    <message>
        <source>exo took the command and placed nothing</source>
        <translation>قبل exo الأمر ولم يضع شيئًا</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>first it would have to be downloaded to {machines}</source>
        <translation>يجب أولًا تنزيله على {machines}</translation>
    </message>
    <message>
        <source>has a ? or # part</source>
        <translation>فيه جزء ? أو #</translation>
    </message>
    <message>
        <source>has a user name or password in it</source>
        <translation>فيه اسم مستخدم أو كلمة مرور</translation>
    </message>
    <message>
        <source>has no key</source>
        <translation>بلا مفتاح</translation>
    </message>
    <message>
        <source>has no key, so it will be refused</source>
        <translation>بلا مفتاح، لذا سيُرفض</translation>
    </message>
    <message>
        <source>has no model that is ready</source>
        <translation>ليس لديه نموذج جاهز</translation>
    </message>
    <message>
        <source>has no name of an environment variable after env:</source>
        <translation>ليس فيه بعد env: اسم متغير بيئة</translation>
    </message>
    <message>
        <source>has the name {value} like another entry</source>
        <translation>اسمه {value} كبند آخر</translation>
    </message>
    <message>
        <source>in the cloud</source>
        <translation>في السحابة</translation>
    </message>
    <message>
        <source>is missing</source>
        <translation>مفقود</translation>
    </message>
    <message>
        <source>is missing; {provider} has no address of its own</source>
        <translation>مفقود؛ ليس لـ {provider} عنوان خاص به</translation>
    </message>
    <message>
        <source>is neither keyring nor env:NAME</source>
        <translation>ليس keyring ولا env:NAME</translation>
    </message>
    <message>
        <source>is no setting</source>
        <translation>ليس إعدادًا</translation>
    </message>
    <message>
        <source>is {value}, not a number</source>
        <translation>هو {value}، وليس عددًا</translation>
    </message>
    <message>
        <source>is {value}, not a whole number</source>
        <translation>هو {value}، وليس عددًا صحيحًا</translation>
    </message>
    <message>
        <source>is {value}, not one of {choices}</source>
        <translation>هو {value}، وليس من {choices}</translation>
    </message>
    <message>
        <source>is {value}, not true or false</source>
        <translation>هو {value}، وليس true أو false</translation>
    </message>
    <message>
        <source>is {value}, the largest is {limit}</source>
        <translation>هو {value}، والأكبر {limit}</translation>
    </message>
    <message>
        <source>is {value}, the smallest is {limit}</source>
        <translation>هو {value}، والأصغر {limit}</translation>
    </message>
    <message>
        <source>is {value}, which does not begin with http:// or https://</source>
        <translation>هو {value}، ولا يبدأ بـ http:// أو https://</translation>
    </message>
    <message>
        <source>is {value}, which is no web address</source>
        <translation>هو {value}، وليس عنوان ويب</translation>
    </message>
    <message>
        <source>is {value}, which is not known</source>
        <translation>هو {value}، وهو غير معروف</translation>
    </message>
    <message>
        <source>is {value}, which is too large</source>
        <translation>هو {value}، وهذا كبير جدًا</translation>
    </message>
    <message>
        <source>is {value}, which names no machine</source>
        <translation>هو {value}، ولا يسمّي آلة</translation>
    </message>
    <message>
        <source>it accepts connections and says nothing</source>
        <translation>يقبل الاتصالات ولا يقول شيئًا</translation>
    </message>
    <message>
        <source>it answered with {model} instead</source>
        <translation>أجاب بالنموذج {model} بدلًا منه</translation>
    </message>
    <message>
        <source>it cannot be read</source>
        <translation>تعذرت قراءته</translation>
    </message>
    <message>
        <source>it did not start in time</source>
        <translation>لم يبدأ في الوقت</translation>
    </message>
    <message>
        <source>it does not answer as {name} does</source>
        <translation>لا يجيب كما يجيب {name}</translation>
    </message>
    <message>
        <source>it ended at once ({code})</source>
        <translation>انتهى فورًا ({code})</translation>
    </message>
    <message>
        <source>it ended unexpectedly ({code})</source>
        <translation>انتهى على غير توقع ({code})</translation>
    </message>
    <message>
        <source>it failed</source>
        <translation>فشل</translation>
    </message>
    <message>
        <source>it has none of the sections of a bridge_config.yaml</source>
        <translation>ليس فيه أي من أقسام bridge_config.yaml</translation>
    </message>
    <message>
        <source>it holds bytes that are no text</source>
        <translation>فيه بايتات ليست نصًا</translation>
    </message>
    <message>
        <source>it holds characters that are no text</source>
        <translation>فيه رموز ليست نصًا</translation>
    </message>
    <message>
        <source>it holds no lines like NAME=value</source>
        <translation>لا يحوي أسطرًا مثل NAME=value</translation>
    </message>
    <message>
        <source>it holds no sections</source>
        <translation>لا يحوي أقسامًا</translation>
    </message>
    <message>
        <source>it holds no table</source>
        <translation>لا يحوي جدولًا</translation>
    </message>
    <message>
        <source>it is larger than 200 kB, so it is no settings file</source>
        <translation>أكبر من 200 ك.ب، فليس ملف إعدادات</translation>
    </message>
    <message>
        <source>it is nested too deeply</source>
        <translation>متداخل بعمق زائد</translation>
    </message>
    <message>
        <source>it is no text</source>
        <translation>ليس نصًا</translation>
    </message>
    <message>
        <source>it is not JSON</source>
        <translation>ليس JSON</translation>
    </message>
    <message>
        <source>it is not YAML</source>
        <translation>ليس YAML</translation>
    </message>
    <message>
        <source>it is not YAML, line {count}</source>
        <translation>ليس YAML، السطر {count}</translation>
    </message>
    <message>
        <source>it is not {name} but calls itself {other}</source>
        <translation>ليس {name} بل يسمّي نفسه {other}</translation>
    </message>
    <message>
        <source>it is too large to be settings</source>
        <translation>أكبر من أن يكون إعدادات</translation>
    </message>
    <message>
        <source>it is {product}, not {name}</source>
        <translation>إنه {product} وليس {name}</translation>
    </message>
    <message>
        <source>it must be a list of lines like &apos;port: 52410&apos;</source>
        <translation>يجب أن يكون أسطرًا مثل &apos;port: 52410&apos;</translation>
    </message>
    <message>
        <source>it needs {size}, free is: {machines}</source>
        <translation>يحتاج {size}، والمتاح: {machines}</translation>
    </message>
    <message>
        <source>it sets nothing</source>
        <translation>لا يضبط شيئًا</translation>
    </message>
    <message>
        <source>its address is no web address</source>
        <translation>عنوانه ليس عنوان ويب</translation>
    </message>
    <message>
        <source>its client left</source>
        <translation>غادر عميله</translation>
    </message>
    <message>
        <source>its download failed on {machines}</source>
        <translation>فشل تنزيله على {machines}</translation>
    </message>
    <message>
        <source>its download failed on {machines}: {detail}</source>
        <translation>فشل تنزيله على {machines}: {detail}</translation>
    </message>
    <message>
        <source>its files are in use</source>
        <translation>ملفاته قيد الاستخدام</translation>
    </message>
    <message>
        <source>its key cannot be read from the password store</source>
        <translation>لا يمكن قراءة مفتاحه من مخزن كلمات المرور</translation>
    </message>
    <message>
        <source>its last load failed</source>
        <translation>فشل آخر تحميل له</translation>
    </message>
    <message>
        <source>its model list is not one</source>
        <translation>قائمة نماذجه ليست قائمة</translation>
    </message>
    <message>
        <source>its runner failed</source>
        <translation>فشل مشغّله</translation>
    </message>
    <message>
        <source>its runner failed: {detail}</source>
        <translation>فشل مشغّله: {detail}</translation>
    </message>
    <message>
        <source>its state cannot be read</source>
        <translation>تعذرت قراءة وضعه</translation>
    </message>
    <message>
        <source>known</source>
        <translation>غير منزَّل</translation>
    </message>
    <message>
        <source>last resort: {reason}</source>
        <translation>الملاذ الأخير: {reason}</translation>
    </message>
    <message>
        <source>left the cluster</source>
        <translation>غادر المجموعة</translation>
    </message>
    <message>
        <source>lists no models, is asked for any</source>
        <translation>لا يسرد نماذج، ويُسأل عن أيٍّ منها</translation>
    </message>
    <message>
        <source>loading</source>
        <translation>قيد التحميل</translation>
    </message>
    <message>
        <source>loading by itself is switched off (healing.place)</source>
        <translation>التحميل التلقائي معطّل (healing.place)</translation>
    </message>
    <message>
        <source>loads on first use</source>
        <translation>يُحمَّل عند أول استخدام</translation>
    </message>
    <message>
        <source>local-first</source>
        <translation>المحلي أولًا</translation>
    </message>
    <message>
        <source>local-only</source>
        <translation>المحلي فقط</translation>
    </message>
    <message>
        <source>looks like a key</source>
        <translation>يبدو كأنه مفتاح</translation>
    </message>
    <message>
        <source>macOS may be keeping Exo Bridge off the local network: allow it under System Settings &gt; Privacy &amp; Security &gt; Local Network</source>
        <translation>قد يكون macOS يمنع Exo Bridge من الشبكة المحلية: اسمح له من إعدادات النظام &gt; الخصوصية والأمن &gt; الشبكة المحلية</translation>
    </message>
    <message>
        <source>must be a list like [one, two]</source>
        <translation>يجب أن يكون قائمة مثل [one, two]</translation>
    </message>
    <message>
        <source>must be a list, each entry beginning with &apos;-&apos;</source>
        <translation>يجب أن يكون قائمة يبدأ كل بند فيها بـ &apos;-&apos;</translation>
    </message>
    <message>
        <source>must be indented lines like &apos;name: value&apos; below it</source>
        <translation>يجب أن يكون أسطرًا مُزاحة تحته مثل &apos;name: value&apos;</translation>
    </message>
    <message>
        <source>must be lines like &apos;name: value&apos;</source>
        <translation>يجب أن يكون أسطرًا مثل &apos;name: value&apos;</translation>
    </message>
    <message>
        <source>must be one line of 1 to {count} letters</source>
        <translation>يجب أن يكون سطرًا واحدًا من 1 إلى {count} حرفًا</translation>
    </message>
    <message>
        <source>must be one value, not several</source>
        <translation>يجب أن يكون قيمة واحدة لا عدة قيم</translation>
    </message>
    <message>
        <source>must not stand in this file: it is neither keyring nor env:NAME</source>
        <translation>يجب ألا يكون في هذا الملف: ليس keyring ولا env:NAME</translation>
    </message>
    <message>
        <source>no address answered</source>
        <translation>لم يجب أي عنوان</translation>
    </message>
    <message>
        <source>no answer in {seconds} s</source>
        <translation>لا إجابة خلال {seconds} ث</translation>
    </message>
    <message>
        <source>no backend is known</source>
        <translation>لا خادم معروف</translation>
    </message>
    <message>
        <source>no content and no finish reason</source>
        <translation>لا محتوى ولا سبب إنهاء</translation>
    </message>
    <message>
        <source>no such file</source>
        <translation>لا ملف كهذا</translation>
    </message>
    <message>
        <source>nobody offers {model}</source>
        <translation>لا أحد يقدم {model}</translation>
    </message>
    <message>
        <source>nobody started it in time</source>
        <translation>لم يشغّله أحد في الوقت</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>لم يُفحص بعد</translation>
    </message>
    <message>
        <source>not heard of for {seconds} s</source>
        <translation>لم يُسمع منه منذ {seconds} ث</translation>
    </message>
    <message>
        <source>not ready after {seconds} s ({detail})</source>
        <translation>ليس جاهزًا بعد {seconds} ث ({detail})</translation>
    </message>
    <message>
        <source>nothing came back in {seconds} s</source>
        <translation>لم يرجع شيء خلال {seconds} ث</translation>
    </message>
    <message>
        <source>nothing has happened in its cluster for {seconds} s</source>
        <translation>لم يحدث شيء في مجموعته منذ {seconds} ث</translation>
    </message>
    <message>
        <source>nothing was done</source>
        <translation>لم يُفعل شيء</translation>
    </message>
    <message>
        <source>on this machine</source>
        <translation>على هذا الحاسوب</translation>
    </message>
    <message>
        <source>on your network</source>
        <translation>في شبكتك</translation>
    </message>
    <message>
        <source>on {machines}</source>
        <translation>على {machines}</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>جاهز</translation>
    </message>
    <message>
        <source>resting: {reason}</source>
        <translation>في استراحة: {reason}</translation>
    </message>
    <message>
        <source>said that it does not have this function</source>
        <translation>قال إنه لا يملك هذه الوظيفة</translation>
    </message>
    <message>
        <source>said that it does not have this model</source>
        <translation>قال إنه لا يملك هذا النموذج</translation>
    </message>
    <message>
        <source>stands here again, first in line {count}</source>
        <translation>مكرر هنا، وأوله في السطر {count}</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>قيد البدء</translation>
    </message>
    <message>
        <source>status {status}</source>
        <translation>الحالة {status}</translation>
    </message>
    <message>
        <source>status {status} for its model list</source>
        <translation>الحالة {status} لقائمة نماذجه</translation>
    </message>
    <message>
        <source>status {status} for its state</source>
        <translation>الحالة {status} لوضعه</translation>
    </message>
    <message>
        <source>that machine does not offer it</source>
        <translation>تلك الآلة لا تقدمه</translation>
    </message>
    <message>
        <source>that machine is not in the cluster</source>
        <translation>تلك الآلة ليست في المجموعة</translation>
    </message>
    <message>
        <source>the answer is larger than {count} bytes</source>
        <translation>الإجابة أكبر من {count} بايت</translation>
    </message>
    <message>
        <source>the backend is gone</source>
        <translation>اختفى الخادم</translation>
    </message>
    <message>
        <source>the body is not JSON</source>
        <translation>المحتوى ليس JSON</translation>
    </message>
    <message>
        <source>the key of {app} has used up its tokens of clouds for today; near it: {detail}</source>
        <translation>استهلك مفتاح {app} رموز السحابة المخصصة لليوم؛ أما القريب: {detail}</translation>
    </message>
    <message>
        <source>the link to {name}, which runs a part of it, is gone</source>
        <translation>انقطعت الصلة بـ {name} الذي يشغّل جزءًا منه</translation>
    </message>
    <message>
        <source>the mode and the request exclude each other</source>
        <translation>الوضع والطلب متعارضان</translation>
    </message>
    <message>
        <source>the mode is cloud only</source>
        <translation>الوضع هو «السحابة فقط»</translation>
    </message>
    <message>
        <source>the mode is local only</source>
        <translation>الوضع هو «المحلي فقط»</translation>
    </message>
    <message>
        <source>the model is {state}, not ready</source>
        <translation>النموذج ليس جاهزًا: {state}</translation>
    </message>
    <message>
        <source>the model is {state}, not ready ({detail})</source>
        <translation>النموذج ليس جاهزًا: {state} ({detail})</translation>
    </message>
    <message>
        <source>the name {host} is known to no name server</source>
        <translation>لا يعرف أي خادم أسماء الاسم {host}</translation>
    </message>
    <message>
        <source>the optional packages {packages} are not installed</source>
        <translation>الحزم الاختيارية {packages} غير مثبتة</translation>
    </message>
    <message>
        <source>the proxy refused</source>
        <translation>رفض الوكيل</translation>
    </message>
    <message>
        <source>the queue is full</source>
        <translation>الطابور ممتلئ</translation>
    </message>
    <message>
        <source>the request may not go that far</source>
        <translation>لا يُسمح للطلب بالذهاب إلى هذا البعد</translation>
    </message>
    <message>
        <source>the request names another backend</source>
        <translation>الطلب يسمّي خادمًا آخر</translation>
    </message>
    <message>
        <source>the rule for this model names others</source>
        <translation>قاعدة هذا النموذج تسمّي غيره</translation>
    </message>
    <message>
        <source>the simulated node {name} did not start</source>
        <translation>لم تبدأ العقدة المحاكاة {name}</translation>
    </message>
    <message>
        <source>the stream ended without a finish reason</source>
        <translation>انتهى البث دون سبب إنهاء</translation>
    </message>
    <message>
        <source>there are no providers and no keys in it</source>
        <translation>ليس فيه مزوّدون ولا مفاتيح</translation>
    </message>
    <message>
        <source>there is a key {name} already; revoke it first</source>
        <translation>يوجد مفتاح {name} بالفعل؛ أبطله أولًا</translation>
    </message>
    <message>
        <source>there is no key {name}</source>
        <translation>لا يوجد مفتاح {name}</translation>
    </message>
    <message>
        <source>there is no way to it</source>
        <translation>لا طريق إليه</translation>
    </message>
    <message>
        <source>there is nothing to delete</source>
        <translation>لا شيء يُحذف</translation>
    </message>
    <message>
        <source>there is nothing to stop</source>
        <translation>لا شيء يُوقف</translation>
    </message>
    <message>
        <source>there is nothing to unload</source>
        <translation>لا شيء يُخرج من الذاكرة</translation>
    </message>
    <message>
        <source>this version of exo cannot do that</source>
        <translation>هذا الإصدار من exo لا يستطيع ذلك</translation>
    </message>
    <message>
        <source>too many models are being loaded already</source>
        <translation>يجري تحميل نماذج كثيرة بالفعل</translation>
    </message>
    <message>
        <source>too slow</source>
        <translation>بطيء جدًا</translation>
    </message>
    <message>
        <source>waited {seconds} s</source>
        <translation>انتظر {seconds} ث</translation>
    </message>
    <message>
        <source>waiting for the model</source>
        <translation>بانتظار النموذج</translation>
    </message>
    <message>
        <source>{count} models</source>
        <translation>النماذج: {count}</translation>
    </message>
    <message>
        <source>{detail}. {hint}</source>
        <translation>{detail}. {hint}</translation>
    </message>
    <message>
        <source>{done} of {total} on {machines}</source>
        <translation>{done} من {total} على {machines}</translation>
    </message>
    <message>
        <source>{file}, line {count}: {detail}</source>
        <translation>{file}، السطر {count}: {detail}</translation>
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
        <translation>{machine} {size} (من {free} متاحة)</translation>
    </message>
    <message>
        <source>{model} cannot be downloaded</source>
        <translation>لا يمكن تنزيل {model}</translation>
    </message>
    <message>
        <source>{model} cannot be loaded</source>
        <translation>لا يمكن تحميل {model}</translation>
    </message>
    <message>
        <source>{model} could not be loaded</source>
        <translation>تعذر تحميل {model}</translation>
    </message>
    <message>
        <source>{model} crashes again and again and is left alone</source>
        <translation>{model} ينهار مرارًا فتُرك وشأنه</translation>
    </message>
    <message>
        <source>{model} crashes again and again on {name}</source>
        <translation>{model} ينهار مرارًا على {name}</translation>
    </message>
    <message>
        <source>{model} does not fit into memory</source>
        <translation>لا تتسع الذاكرة لـ {model}</translation>
    </message>
    <message>
        <source>{model} is downloaded already</source>
        <translation>{model} منزَّل بالفعل</translation>
    </message>
    <message>
        <source>{model} is loaded</source>
        <translation>{model} محمَّل</translation>
    </message>
    <message>
        <source>{model} is loaded already</source>
        <translation>{model} محمَّل بالفعل</translation>
    </message>
    <message>
        <source>{model} is not being downloaded</source>
        <translation>لا يجري تنزيل {model}</translation>
    </message>
    <message>
        <source>{model} is not in exo&apos;s catalogue</source>
        <translation>{model} ليس في فهرس exo</translation>
    </message>
    <message>
        <source>{model} is not loaded</source>
        <translation>{model} غير محمَّل</translation>
    </message>
    <message>
        <source>{model} is not loaded on {name}</source>
        <translation>{model} غير محمَّل على {name}</translation>
    </message>
    <message>
        <source>{model} is not on that machine&apos;s disk</source>
        <translation>{model} ليس على قرص تلك الآلة</translation>
    </message>
    <message>
        <source>{model} was not deleted</source>
        <translation>لم يُحذف {model}</translation>
    </message>
    <message>
        <source>{model} was not loaded</source>
        <translation>لم يُحمَّل {model}</translation>
    </message>
    <message>
        <source>{model} was not unloaded</source>
        <translation>لم يُخرج {model} من الذاكرة</translation>
    </message>
    <message>
        <source>{mode}: {place}</source>
        <translation>{mode}: {place}</translation>
    </message>
    <message>
        <source>{name} and {other} are the same node</source>
        <translation>{name} و{other} عقدة واحدة</translation>
    </message>
    <message>
        <source>{name} could not load {model}</source>
        <translation>تعذر على {name} تحميل {model}</translation>
    </message>
    <message>
        <source>{name} is not an exo node</source>
        <translation>{name} ليس عقدة exo</translation>
    </message>
    <message>
        <source>{name} loads {model}</source>
        <translation>{name} يحمّل {model}</translation>
    </message>
    <message>
        <source>{name} loads {model} on {machines}</source>
        <translation>{name} يحمّل {model} على {machines}</translation>
    </message>
    <message>
        <source>{name} runs exo 0.0.x</source>
        <translation>{name} يشغّل exo 0.0.x</translation>
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
        <translation>{name}، الذي يشغّل جزءًا منه، غادر المجموعة</translation>
    </message>
    <message>
        <source>{name}, which runs a part of it, was {reason}</source>
        <translation>{name}، الذي يشغّل جزءًا منه: {reason}</translation>
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
        <translation>{reason}، باسم {model}</translation>
    </message>
    <message>
        <source>{reason}, on trial after a failure</source>
        <translation>{reason}، على سبيل التجربة بعد فشل</translation>
    </message>
    <message>
        <source>{reason}, to be loaded first</source>
        <translation>{reason}، ويجب تحميله أولًا</translation>
    </message>
    <message>
        <source>{reason}, which knows this conversation</source>
        <translation>{reason}، ويعرف هذه المحادثة</translation>
    </message>
    <message>
        <source>{reason}, {more}</source>
        <translation>{reason}، {more}</translation>
    </message>
    <message>
        <source>{reason}: {detail}</source>
        <translation>{reason}: {detail}</translation>
    </message>
    <message>
        <source>{reason}; {detail}</source>
        <translation>{reason}؛ {detail}</translation>
    </message>
    <message>
        <source>{reason}; {model} stands in for the unknown {asked}</source>
        <translation>{reason}؛ {model} بديل عن {asked} المجهول</translation>
    </message>
    <message>
        <source>{status} with an empty body</source>
        <translation>{status} بمحتوى فارغ</translation>
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
        <translation>تلقائي</translation>
    </message>
    <message>
        <source>black</source>
        <translation>أسود</translation>
    </message>
    <message>
        <source>cloud-first</source>
        <translation>السحابة أولًا</translation>
    </message>
    <message>
        <source>cloud-only</source>
        <translation>السحابة فقط</translation>
    </message>
    <message>
        <source>coloured</source>
        <translation>ملوّن</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>داكن</translation>
    </message>
    <message>
        <source>de</source>
        <translation>Deutsch</translation>
    </message>
    <message>
        <source>debug</source>
        <translation>كل شيء</translation>
    </message>
    <message>
        <source>en</source>
        <translation>English</translation>
    </message>
    <message>
        <source>error</source>
        <translation>خطأ</translation>
    </message>
    <message>
        <source>fastest</source>
        <translation>الأسرع</translation>
    </message>
    <message>
        <source>info</source>
        <translation>معلومة</translation>
    </message>
    <message>
        <source>least-busy</source>
        <translation>الأقل انشغالًا</translation>
    </message>
    <message>
        <source>light</source>
        <translation>فاتح</translation>
    </message>
    <message>
        <source>local-first</source>
        <translation>المحلي أولًا</translation>
    </message>
    <message>
        <source>local-only</source>
        <translation>محلي فقط</translation>
    </message>
    <message>
        <source>priority</source>
        <translation>حسب الأولوية</translation>
    </message>
    <message>
        <source>round-robin</source>
        <translation>بالتناوب</translation>
    </message>
    <message>
        <source>system</source>
        <translation>كالنظام</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>تحذير</translation>
    </message>
    <message>
        <source>weighted</source>
        <translation>بالوزن</translation>
    </message>
    <message>
        <source>white</source>
        <translation>أبيض</translation>
    </message>
</context>
<context>
    <name>SettingHelp</name>
    <message>
        <source>A conversation stays where its begin is known already, while that is not too busy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A file (PEM) with the certificate of this machine, for example of mkcert: other machines use https then.</source>
        <translation>ملف (PEM) فيه شهادة هذا الحاسوب، مثلاً من mkcert: عندها تستخدم الحواسيب الأخرى https.</translation>
    </message>
    <message>
        <source>A model for names that nobody offers; none: such a name is an error.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also answer other machines of your network; each must show a local key, and there must be one first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Also use Ollama, LM Studio, llama.cpp, vLLM, SGLang, mlx-lm, LocalAI and Jan on this machine.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer at 11434, too, while no Ollama listens there: for apps that can only be used with Ollama.</source>
        <translation>الردّ على المنفذ 11434 أيضاً ما دام Ollama لا يستمع هناك: للتطبيقات التي لا تعمل إلا مع Ollama.</translation>
    </message>
    <message>
        <source>Ask a second backend too when the first is silent for this many seconds; 0: never.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds between two tokens.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cloud accounts that may help out.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Every app must show a local key of its own (`exo-bridge app-key add NAME`); off: any key, or none.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Finding nodes.</source>
        <translation>العثور على العقد.</translation>
    </message>
    <message>
        <source>Seconds for a whole request, with every try.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds for an answer that is not streamed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on with a download you asked for after it broke off.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How equals are ordered: priority (by name), round-robin, weighted, least-busy, fastest (to the first token).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds a request waits for a free backend.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds a request waits for its model to be loaded.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How many requests may wait for a free backend.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How much is logged.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It stops after this many minutes without a request.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its address, for example http://192.168.1.20:52415</source>
        <translation>عنوانها، مثل http://192.168.1.20:52415</translation>
    </message>
    <message>
        <source>Light or dark.</source>
        <translation>فاتح أو داكن.</translation>
    </message>
    <message>
        <source>Load a model again after its runner died, with growing pauses.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Load a model that is on a node&apos;s disk when a request asks for it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look for servers that are not listed below. Off: only what is listed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look on the local network too: listen to exo&apos;s own announcements and follow what its nodes report.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look once a day for a newer version, and tell. Not while the mode is local-only: then nothing goes out.</source>
        <translation>البحث مرة في اليوم عن إصدار أحدث والإخبار به. ليس في وضع «محلي فقط»: حينها لا يخرج شيء.</translation>
    </message>
    <message>
        <source>Mending exo by itself.</source>
        <translation>إصلاح exo تلقائيًا.</translation>
    </message>
    <message>
        <source>More names by which apps call this machine, for example [bridge.home.arpa].</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Names that stand for other models.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Newer versions.</source>
        <translation>الإصدارات الأحدث.</translation>
    </message>
    <message>
        <source>Notices.</source>
        <translation>الإشعارات.</translation>
    </message>
    <message>
        <source>Offer the built-in model, started when first needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One of the known providers, a file of your own folder `providers`, or openai-compatible.</source>
        <translation>أحد المزوّدين المعروفين، أو ملف من مجلدك `providers`، أو openai-compatible.</translation>
    </message>
    <message>
        <source>Other machines may use your cloud accounts, too.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ports of this machine on which an exo node is looked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rules for some models only.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds between two checks of one backend.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds one check may take.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop the generation of a client that left.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tell when another machine or the cloud took over, and when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The built-in model.</source>
        <translation>النموذج المدمج.</translation>
    </message>
    <message>
        <source>The file with its private key, where it is not in the same one.</source>
        <translation>الملف الذي فيه مفتاحها الخاص، إن لم يكن في الملف نفسه.</translation>
    </message>
    <message>
        <source>The icon&apos;s colours: auto, coloured with a dark edge, or plain white or black to go with your panel.</source>
        <translation>ألوان الأيقونة: تلقائي، أو ملوّنة بحافة داكنة، أو بيضاء أو سوداء لتناسب الشريط.</translation>
    </message>
    <message>
        <source>The language of menu and windows, after the next start.</source>
        <translation>لغة القائمة والنوافذ، بعد التشغيل التالي.</translation>
    </message>
    <message>
        <source>The log.</source>
        <translation>السجل.</translation>
    </message>
    <message>
        <source>The name that apps ask for.</source>
        <translation>الاسم الذي تطلبه التطبيقات.</translation>
    </message>
    <message>
        <source>The port on 127.0.0.1 that your apps use.</source>
        <translation>المنفذ على 127.0.0.1 الذي تستخدمه تطبيقاتك.</translation>
    </message>
    <message>
        <source>The port that other machines use.</source>
        <translation>المنفذ الذي تستخدمه الحواسيب الأخرى.</translation>
    </message>
    <message>
        <source>Time limits.</source>
        <translation>حدود الزمن.</translation>
    </message>
    <message>
        <source>Seconds until a streamed answer begins; exo needs 3 while it elects a master.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds until the connection stands.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Seconds until the first token; long prompts need long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Watching the backends.</source>
        <translation>مراقبة الخوادم.</translation>
    </message>
    <message>
        <source>Web pages that may use the port, like [&apos;https://chat.example.org&apos;]; pages of this machine always may.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When a backend breaks off in the middle, the next one continues from the text already sent, marked as such.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where to look: a list of releases as GitHub&apos;s API gives it; none: this build has no update feed.</source>
        <translation>أين يُبحث: قائمة إصدارات كما تقدمها واجهة GitHub؛ فارغ: لا مصدر للتحديثات في هذه النسخة.</translation>
    </message>
    <message>
        <source>Who may answer.</source>
        <translation>من يجوز له أن يجيب.</translation>
    </message>
    <message>
        <source>Who may use the port.</source>
        <translation>من يجوز له استخدام المنفذ.</translation>
    </message>
    <message>
        <source>Windows.</source>
        <translation>النوافذ.</translation>
    </message>
    <message>
        <source>Your local servers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your name for this account, unique.</source>
        <translation>اسمك لهذا الحساب، دون تكرار.</translation>
    </message>
    <message>
        <source>Your name for this node, unique.</source>
        <translation>اسمك لهذه العقدة، دون تكرار.</translation>
    </message>
    <message>
        <source>Your name for this rule, unique.</source>
        <translation>اسمك لهذه القاعدة، دون تكرار.</translation>
    </message>
    <message>
        <source>Your region: nodes of the same region are asked before others.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>local-first: your machines, the cloud only when they cannot; local-only: nothing ever leaves; cloud-first; cloud-only.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SettingName</name>
    <message>
        <source>Aliases</source>
        <translation>الأسماء البديلة</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>الشهادة</translation>
    </message>
    <message>
        <source>Certificate key</source>
        <translation>مفتاح الشهادة</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>التحقق</translation>
    </message>
    <message>
        <source>Connect</source>
        <translation>الاتصال</translation>
    </message>
    <message>
        <source>Enabled</source>
        <translation>مفعّل</translation>
    </message>
    <message>
        <source>Failover</source>
        <translation>التبديل</translation>
    </message>
    <message>
        <source>Feed</source>
        <translation>المصدر</translation>
    </message>
    <message>
        <source>First byte</source>
        <translation>أول بايت</translation>
    </message>
    <message>
        <source>First token</source>
        <translation>الرمز الأول</translation>
    </message>
    <message>
        <source>Hedge after</source>
        <translation>سؤال ثانٍ بعد</translation>
    </message>
    <message>
        <source>Hosts</source>
        <translation>أسماء المضيف</translation>
    </message>
    <message>
        <source>Idle minutes</source>
        <translation>دقائق الخمول</translation>
    </message>
    <message>
        <source>Interval</source>
        <translation>الفاصل</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>اللغة</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>المستوى</translation>
    </message>
    <message>
        <source>Mode</source>
        <translation>الوضع</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>الشبكة</translation>
    </message>
    <message>
        <source>Ollama port</source>
        <translation>منفذ Ollama</translation>
    </message>
    <message>
        <source>Origins</source>
        <translation>صفحات الويب</translation>
    </message>
    <message>
        <source>Other servers</source>
        <translation>خوادم أخرى</translation>
    </message>
    <message>
        <source>Patience</source>
        <translation>الصبر</translation>
    </message>
    <message>
        <source>Per model</source>
        <translation>لكل نموذج</translation>
    </message>
    <message>
        <source>Place</source>
        <translation>المكان</translation>
    </message>
    <message>
        <source>Plain answer</source>
        <translation>إجابة كاملة</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>المنفذ</translation>
    </message>
    <message>
        <source>Ports</source>
        <translation>المنافذ</translation>
    </message>
    <message>
        <source>Queue limit</source>
        <translation>أقصى طول للصف</translation>
    </message>
    <message>
        <source>Queue patience</source>
        <translation>الصبر في الصف</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>المنطقة</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>إعادة التحميل</translation>
    </message>
    <message>
        <source>Require key</source>
        <translation>طلب مفتاح</translation>
    </message>
    <message>
        <source>Rescue</source>
        <translation>الإنقاذ</translation>
    </message>
    <message>
        <source>Resume downloads</source>
        <translation>استئناف التنزيلات</translation>
    </message>
    <message>
        <source>Share</source>
        <translation>المشاركة</translation>
    </message>
    <message>
        <source>Share cloud</source>
        <translation>مشاركة السحابة</translation>
    </message>
    <message>
        <source>Share port</source>
        <translation>منفذ المشاركة</translation>
    </message>
    <message>
        <source>Silence</source>
        <translation>الصمت</translation>
    </message>
    <message>
        <source>Sticky</source>
        <translation>ثبات المحادثة</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>الترتيب</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>الألوان</translation>
    </message>
    <message>
        <source>Timeout</source>
        <translation>المهلة</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>الإجمالي</translation>
    </message>
    <message>
        <source>Tray icon</source>
        <translation>أيقونة الشريط</translation>
    </message>
    <message>
        <source>Unknown model</source>
        <translation>نموذج مجهول</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Test</source>
        <translation>اختبار</translation>
    </message>
    <message>
        <source>Replace key…</source>
        <translation>استبدال المفتاح…</translation>
    </message>
    <message>
        <source>Remove {account}</source>
        <translation>إزالة {account}</translation>
    </message>
    <message>
        <source>Test {account}</source>
        <translation>اختبار {account}</translation>
    </message>
    <message>
        <source>Add key…</source>
        <translation>إضافة مفتاح…</translation>
    </message>
    <message>
        <source>Cloud accounts</source>
        <translation>الحسابات السحابية</translation>
    </message>
    <message>
        <source>They help out when your own machines cannot answer, as far as the route allows.</source>
        <translation>تساعد عندما لا تستطيع آلاتك الإجابة، بقدر ما يسمح المسار.</translation>
    </message>
    <message>
        <source>Add account…</source>
        <translation>إضافة حساب…</translation>
    </message>
    <message>
        <source>No cloud account</source>
        <translation>لا حساب سحابي</translation>
    </message>
    <message>
        <source>Nothing leaves your machines. Add an account only if the cloud may help out.</source>
        <translation>لا شيء يغادر آلاتك. أضف حسابًا فقط إذا جاز للسحابة أن تساعد.</translation>
    </message>
    <message>
        <source>Asking {account}…</source>
        <translation>جارٍ سؤال {account}…</translation>
    </message>
    <message>
        <source>Remove {account}?</source>
        <translation>إزالة {account}؟</translation>
    </message>
    <message>
        <source>Its key is removed from the password store too.</source>
        <translation>يُزال مفتاحه من مخزن كلمات المرور أيضًا.</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>إزالة</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>General</source>
        <translation>عام</translation>
    </message>
    <message>
        <source>Start when I log in</source>
        <translation>التشغيل عند تسجيل الدخول</translation>
    </message>
    <message>
        <source>Open settings file</source>
        <translation>فتح ملف الإعدادات</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>المسار</translation>
    </message>
    <message>
        <source>Address for your apps</source>
        <translation>العنوان لتطبيقاتك</translation>
    </message>
    <message>
        <source>Password store</source>
        <translation>مخزن كلمات المرور</translation>
    </message>
    <message>
        <source>Settings file</source>
        <translation>ملف الإعدادات</translation>
    </message>
    <message>
        <source>At login</source>
        <translation>عند تسجيل الدخول</translation>
    </message>
    <message>
        <source>none found</source>
        <translation>لم يُعثر على شيء</translation>
    </message>
    <message>
        <source>Switched off in the system&apos;s own settings; switch it on there.</source>
        <translation>أُوقف في إعدادات النظام؛ شغّله هناك.</translation>
    </message>
    <message>
        <source>Start at login could not be changed</source>
        <translation>تعذر تغيير التشغيل عند تسجيل الدخول</translation>
    </message>
    <message>
        <source>Privacy and help</source>
        <translation>الخصوصية والمساعدة</translation>
    </message>
    <message>
        <source>Exo Bridge talks to your machines and to the accounts you listed. To find machines it also asks the addresses of your local network, unless discovery.network is off. Looking for a newer version is off unless you switch it on.</source>
        <translation>يتحدث Exo Bridge مع أجهزتك ومع الحسابات التي أدرجتها. ولإيجاد الأجهزة يسأل أيضًا عناوين شبكتك المحلية، ما لم يكن discovery.network مُطفأً. أما البحث عن إصدار أحدث فمُطفأ إلى أن تشغّله.</translation>
    </message>
    <message>
        <source>Keys are in the system&apos;s password store, or kept until you quit; files hold only their names.</source>
        <translation>المفاتيح في مخزن كلمات المرور الخاص بالنظام، أو تُحفظ حتى الإنهاء؛ ولا تحوي الملفات إلا أسماءها.</translation>
    </message>
    <message>
        <source>Prompts and answers are passed on, never stored and never logged.</source>
        <translation>تُمرَّر الأسئلة والإجابات، ولا تُخزَّن ولا تُسجَّل أبدًا.</translation>
    </message>
    <message>
        <source>Diagnostics file…</source>
        <translation>ملف التشخيص…</translation>
    </message>
    <message>
        <source>Version {version}</source>
        <translation>الإصدار {version}</translation>
    </message>
    <message>
        <source>Add a node</source>
        <translation>إضافة عقدة</translation>
    </message>
    <message>
        <source>Change {node}</source>
        <translation>تغيير {node}</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>إضافة</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>حفظ</translation>
    </message>
    <message>
        <source>Check it and ask it</source>
        <translation>تُفحص وتُسأل</translation>
    </message>
    <message>
        <source>More…</source>
        <translation>المزيد…</translation>
    </message>
    <message>
        <source>It needs none</source>
        <translation>لا تحتاج إلى رمز</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>العنوان</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>الاسم</translation>
    </message>
    <message>
        <source>Token</source>
        <translation>الرمز</translation>
    </message>
    <message>
        <source>Token value</source>
        <translation>قيمة الرمز</translation>
    </message>
    <message>
        <source>Region</source>
        <translation>المنطقة</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>الوزن</translation>
    </message>
    <message>
        <source>for example office</source>
        <translation>مثل المكتب</translation>
    </message>
    <message>
        <source>stored; leave empty to keep it</source>
        <translation>محفوظ؛ اتركه فارغًا للإبقاء عليه</translation>
    </message>
    <message>
        <source>Paste the token of this node.</source>
        <translation>ألصق رمز هذه العقدة.</translation>
    </message>
    <message>
        <source>exo, Ollama, LM Studio and other OpenAI-compatible servers are told apart by their answers.</source>
        <translation>تُعرف exo وOllama وLM Studio وغيرها من الخوادم المتوافقة مع OpenAI من إجاباتها.</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>العقد</translation>
    </message>
    <message>
        <source>Use</source>
        <translation>استخدام</translation>
    </message>
    <message>
        <source>Use {node}</source>
        <translation>استخدام {node}</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>تغيير…</translation>
    </message>
    <message>
        <source>Nodes on this machine and on your network are found by themselves. List others, or those that need a token or a name of your own.</source>
        <translation>تُكتشف العقد على هذا الجهاز وفي شبكتك من تلقاء نفسها. أدرج غيرها، أو ما يحتاج إلى رمز أو إلى اسم تختاره.</translation>
    </message>
    <message>
        <source>Add node…</source>
        <translation>إضافة عقدة…</translation>
    </message>
    <message>
        <source>No node listed</source>
        <translation>لا عقدة مدرجة</translation>
    </message>
    <message>
        <source>Does exo run on another machine? Add its address, for example {example}.</source>
        <translation>هل يعمل exo على آلة أخرى؟ أضف عنوانها، مثلًا {example}.</translation>
    </message>
    <message>
        <source>Remove {node}?</source>
        <translation>إزالة {node}؟</translation>
    </message>
    <message>
        <source>Its token is removed from the password store too.</source>
        <translation>يُزال رمزها من مخزن كلمات المرور أيضًا.</translation>
    </message>
    <message>
        <source>Remove {node}</source>
        <translation>إزالة {node}</translation>
    </message>
    <message>
        <source>Back to the default: {value}</source>
        <translation>عودة إلى الافتراضي: {value}</translation>
    </message>
    <message>
        <source>edit it in the file</source>
        <translation>عدّله في الملف</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>إغلاق</translation>
    </message>
    <message>
        <source>Exo Bridge settings</source>
        <translation>إعدادات Exo Bridge</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>البوابة</translation>
    </message>
    <message>
        <source>Backends</source>
        <translation>الخوادم</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>الإشعارات</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>الصفحات</translation>
    </message>
    <message>
        <source>Search the settings</source>
        <translation>البحث في الإعدادات</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>بحث</translation>
    </message>
    <message>
        <source>Show a test notice</source>
        <translation>عرض إشعار تجريبي</translation>
    </message>
    <message>
        <source>From {low} to {high}.</source>
        <translation>من {low} إلى {high}.</translation>
    </message>
    <message>
        <source>At least {low}.</source>
        <translation>على الأقل {low}.</translation>
    </message>
    <message>
        <source>on</source>
        <translation>مفعّل</translation>
    </message>
    <message>
        <source>off</source>
        <translation>متوقف</translation>
    </message>
</context>
<context>
    <name>Sharing</name>
    <message>
        <source>Share it</source>
        <translation>مشاركة</translation>
    </message>
    <message>
        <source>Make a key and share it</source>
        <translation>إنشاء مفتاح ثم المشاركة</translation>
    </message>
    <message>
        <source>Share the port with your network?</source>
        <translation>هل تريد مشاركة المنفذ مع شبكتك؟</translation>
    </message>
    <message>
        <source>It could not be shared</source>
        <translation>تعذّرت مشاركته</translation>
    </message>
    <message>
        <source>Other machines of your network reach it at {addresses}, each with a key.</source>
        <translation>تصل إليه أجهزة شبكتك الأخرى على {addresses}، كل منها بمفتاح.</translation>
    </message>
    <message>
        <source>no address yet: there is no network</source>
        <translation>لا عنوان بعد: لا توجد شبكة</translation>
    </message>
    <message>
        <source>Prompts, answers and keys cross the network unencrypted (no certificate).</source>
        <translation>تعبر الأسئلة والإجابات والمفاتيح الشبكة دون تشفير (لا شهادة).</translation>
    </message>
    <message>
        <source>They may use your cloud accounts, too.</source>
        <translation>يجوز لها استخدام حساباتك السحابية أيضًا.</translation>
    </message>
    <message>
        <source>They may use your own machines only, no cloud.</source>
        <translation>لا يجوز لها إلا استخدام أجهزتك، دون سحابة.</translation>
    </message>
    <message>
        <source>This may be a public network: better not here.</source>
        <translation>قد تكون هذه شبكة عامة: الأفضل ألّا يكون هنا.</translation>
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
        <translation>Docker على Linux</translation>
    </message>
    <message>
        <source>In Cline&apos;s settings</source>
        <translation>في إعدادات Cline</translation>
    </message>
    <message>
        <source>In a new credential &quot;OpenAI&quot;; with n8n in Docker, the address is ⟨$docker/v1⟩</source>
        <translation>في بيانات اعتماد جديدة «OpenAI»؛ إذا كان n8n في Docker فالعنوان ⟨$docker/v1⟩</translation>
    </message>
    <message>
        <source>In the folder of `llm logs path`</source>
        <translation>في المجلد الذي يذكره ‎`llm logs path`</translation>
    </message>
    <message>
        <source>In the node &quot;OpenAI Chat Model&quot;, Model &quot;By ID&quot;</source>
        <translation>في العقدة «OpenAI Chat Model»، الخيار Model «By ID»</translation>
    </message>
    <message>
        <source>Installed with pip</source>
        <translation>مثبّت بواسطة pip</translation>
    </message>
    <message>
        <source>LibreChat runs in Docker Desktop; on Linux without it, share the port first and write 52411</source>
        <translation>يعمل LibreChat في Docker Desktop؛ على Linux من دونه شارك المنفذ أولًا واكتب 52411</translation>
    </message>
    <message>
        <source>The key, in Zed&apos;s settings under AI, LLM Providers, exo-bridge</source>
        <translation>المفتاح، في إعدادات Zed ضمن AI ثم LLM Providers ثم exo-bridge</translation>
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
        <translation>نسخ</translation>
    </message>
    <message>
        <source>Connect an app…</source>
        <translation>ربط تطبيق…</translation>
    </message>
    <message>
        <source>Route</source>
        <translation>المسار</translation>
    </message>
    <message>
        <source>Test chat</source>
        <translation>محادثة الاختبار</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>الإعدادات</translation>
    </message>
    <message>
        <source>Nodes</source>
        <translation>العقد</translation>
    </message>
    <message>
        <source>Models</source>
        <translation>النماذج</translation>
    </message>
    <message>
        <source>Activity</source>
        <translation>النشاط</translation>
    </message>
    <message>
        <source>Charts</source>
        <translation>الرسوم</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>السجل</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>الصفحات</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>نُسخ</translation>
    </message>
</context>
<context>
    <name>Text</name>
    <message>
        <source>{some} and {last}</source>
        <translation>{some} و{last}</translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Check now</source>
        <translation>تحقّق الآن</translation>
    </message>
    <message>
        <source>this build has no update feed</source>
        <translation>لا مصدر للتحديثات في هذه النسخة</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>لم يُتحقّق بعد</translation>
    </message>
    <message>
        <source>{version} is out</source>
        <translation>صدر الإصدار {version}</translation>
    </message>
    <message>
        <source>the check at {time} did not work</source>
        <translation>لم ينجح التحقق عند {time}</translation>
    </message>
    <message>
        <source>the newest, checked at {time}</source>
        <translation>الأحدث، تم التحقق عند {time}</translation>
    </message>
    <message>
        <source>{time}, {n} days ago</source>
        <translation>{time}، قبل {n} أيام</translation>
    </message>
    <message>
        <source>Exo Bridge {version} is out</source>
        <translation>صدر Exo Bridge {version}</translation>
    </message>
    <message>
        <source>You have {version}. Nothing is installed by itself.</source>
        <translation>لديك {version}. لا يُثبَّت شيء تلقائيًا.</translation>
    </message>
    <message>
        <source>Version {version} is out…</source>
        <translation>صدر الإصدار {version}…</translation>
    </message>
</context>
<context>
    <name>Welcome</name>
    <message>
        <source>Welcome to Exo Bridge</source>
        <translation>مرحبًا بك في Exo Bridge</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>تخطٍّ</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>رجوع</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>التالي</translation>
    </message>
    <message>
        <source>Step {n} of {all}</source>
        <translation>الخطوة {n} من {all}</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>تم</translation>
    </message>
    <message>
        <source>Looking for your machines</source>
        <translation>البحث عن آلاتك</translation>
    </message>
    <message>
        <source>Machines found</source>
        <translation>الآلات التي عُثر عليها</translation>
    </message>
    <message>
        <source>Add one by address…</source>
        <translation>إضافة واحدة بعنوانها…</translation>
    </message>
    <message>
        <source>If your machines do not answer</source>
        <translation>إذا لم تُجب آلاتك</translation>
    </message>
    <message>
        <source>May a cloud service help out then? You can change this at any time, in the tray.</source>
        <translation>هل يجوز لخدمة سحابية أن تساعد عندئذ؟ يمكنك تغيير ذلك في أي وقت من شريط النظام.</translation>
    </message>
    <message>
        <source>No, nothing ever leaves my machines</source>
        <translation>لا، لا شيء يغادر آلاتي أبدًا</translation>
    </message>
    <message>
        <source>Yes, but only when my own machines cannot answer</source>
        <translation>نعم، ولكن فقط عندما لا تستطيع آلاتي الإجابة</translation>
    </message>
    <message>
        <source>Add a cloud key…</source>
        <translation>إضافة مفتاح سحابي…</translation>
    </message>
    <message>
        <source>Keys go to this system&apos;s password store, and are never shown again.</source>
        <translation>تذهب المفاتيح إلى مخزن كلمات المرور في هذا النظام ولا تُعرض مرة أخرى.</translation>
    </message>
    <message>
        <source>Try it</source>
        <translation>جرّبه</translation>
    </message>
    <message>
        <source>Send a request</source>
        <translation>إرسال طلب</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>نسخ العنوان</translation>
    </message>
    <message>
        <source>Connect an app…</source>
        <translation>ربط تطبيق…</translation>
    </message>
    <message>
        <source>Start Exo Bridge when I log in</source>
        <translation>تشغيل Exo Bridge عند تسجيل دخولي</translation>
    </message>
    <message>
        <source>For your apps</source>
        <translation>لتطبيقاتك</translation>
    </message>
    <message>
        <source>Look once a day for a newer version</source>
        <translation>البحث مرة في اليوم عن إصدار أحدث</translation>
    </message>
    <message>
        <source>Say hello in one sentence.</source>
        <translation>قل مرحبًا بجملة واحدة.</translation>
    </message>
    <message>
        <source>Send another</source>
        <translation>إرسال طلب آخر</translation>
    </message>
    <message>
        <source>None answers yet. exo is found by itself, on this computer (port 52415) and on your network; so are Ollama, LM Studio and others on this computer.</source>
        <translation>لا أحد يجيب بعد. يُعثر على exo تلقائيًا، على هذا الحاسوب (المنفذ 52415) وفي شبكتك؛ وكذلك Ollama وLM Studio وغيرهما على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>{nodes} found, but no model is loaded. Choose one in exo&apos;s dashboard.</source>
        <translation>عُثر على {nodes}، لكن لم يُحمّل أي نموذج. اختر واحدًا في لوحة exo.</translation>
    </message>
    <message>
        <source>{nodes} found, {models} ready. You can go on.</source>
        <translation>عُثر على {nodes}، و{models} جاهزة. يمكنك المتابعة.</translation>
    </message>
    <message>
        <source>One real request, as any app sends it. The small built-in model will answer, until a node does.</source>
        <translation>طلب حقيقي واحد، كما يرسله أي تطبيق. سيجيب النموذج الصغير المدمج إلى أن تجيب عقدة.</translation>
    </message>
    <message>
        <source>One real request, as any app sends it. The line above the answer says who gave it.</source>
        <translation>طلب حقيقي واحد، كما يرسله أي تطبيق. السطر فوق الإجابة يقول من أعطاها.</translation>
    </message>
    <message>
        <source>Exo Bridge lives in the menu bar, at the top right.</source>
        <translation>يسكن Exo Bridge في شريط القوائم، أعلى اليمين.</translation>
    </message>
    <message>
        <source>Exo Bridge lives beside the clock. Windows may hide it behind the arrow ^: drag it out.</source>
        <translation>يسكن Exo Bridge بجانب الساعة. قد يخفيه Windows خلف السهم ^: اسحبه إلى الخارج.</translation>
    </message>
    <message>
        <source>Exo Bridge lives in the tray of your panel, beside the clock.</source>
        <translation>يسكن Exo Bridge في شريط النظام بجانب الساعة.</translation>
    </message>
    <message>
        <source>Take over their settings…</source>
        <translation>نقل إعداداتهما…</translation>
    </message>
    <message>
        <source>Take this over?</source>
        <translation>هل تريد نقل هذا؟</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>نقل</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>إلغاء</translation>
    </message>
    <message>
        <source>ai-token-manager or an older bridge was used on this computer.</source>
        <translation>استُخدم ai-token-manager أو جسر أقدم على هذا الحاسوب.</translation>
    </message>
    <message>
        <source>From {file}</source>
        <translation>من {file}</translation>
    </message>
    <message>
        <source>• cloud account {name}, its key into the password store</source>
        <translation>• حساب سحابي {name}، ومفتاحه إلى مخزن كلمات المرور</translation>
    </message>
    <message>
        <source>• cloud account {name}, its key until you quit: this computer has no password store</source>
        <translation>• حساب سحابي {name}، ومفتاحه حتى الإنهاء: لا مخزن كلمات مرور على هذا الحاسوب</translation>
    </message>
    <message>
        <source>• node {name} at {url}</source>
        <translation>• عقدة {name} على {url}</translation>
    </message>
    <message>
        <source>Without a place here: {n}. “exo-bridge import” names them, with the reasons.</source>
        <translation>بلا مكان هنا: {n}. يذكرها الأمر «exo-bridge import» مع الأسباب.</translation>
    </message>
    <message>
        <source>Taken over. The old files are as they were.</source>
        <translation>تم النقل. الملفات القديمة كما كانت.</translation>
    </message>
    <message>
        <source>Keys stand, or may stand, in the open in {files}: remove them there.</source>
        <translation>في {files} مفاتيح مكشوفة، أو ربما: احذفها من هناك.</translation>
    </message>
    <message>
        <source>There is nothing to take over.</source>
        <translation>لا يوجد ما يُنقل.</translation>
    </message>
</context>
</TS>
