"""Short statutes invented for tests, in English, French, Romanian, Ukrainian and Arabic. None is the law of any country."""

from __future__ import annotations

ENGLISH = """DEMONSTRATION ACT ON COMPUTER OFFENCES (invented)

Chapter II
Offences

Article 2 – Illegal access
(1) Whoever intentionally accesses the whole or any part of a computer system without right shall be liable to imprisonment.
(2) The offence under Article 3 of this Act is not affected by this provision.
Article 3 of the general part applies to every offence under this Chapter.

Art. 3 bis. Whoever intercepts by technical means and without right a transmission of computer data that is not public
shall be liable to imprisonment not exceeding two years.

Articles 5 to 7 (repealed)
"""
FRENCH = """LOI DE DÉMONSTRATION SUR LA CYBERCRIMINALITÉ (inventée)
Section 1 Des infractions
Article premier. Définitions
1. Aux fins de la présente loi, un système informatique est tout dispositif qui traite des données par un programme.
Art. 2 ter. – Quiconque accède intentionnellement et sans droit à un système informatique est puni d'un emprisonnement.
"""
UKRAINIAN = """Розділ XVI
Злочини, вигадані для перевірки

Стаття 361. Несанкціоноване втручання в роботу системи
1. Несанкціоноване втручання в роботу інформаційної системи карається штрафом або обмеженням волі на строк до трьох років.
2. Ті самі дії, вчинені повторно, караються позбавленням волі на строк до п'яти років.
Стаття 361¹. Створення шкідливих програм
1. Створення шкідливої програми з метою її протиправного використання карається штрафом.
"""
ARABIC = """قانون تجريبي بشأن جرائم الحاسوب
الباب الأول
أحكام عامة
المادة الأولى
يقصد بالنظام المعلوماتي كل جهاز يعالج البيانات بواسطة برنامج.
المادة 2: الدخول غير المشروع
يعاقب بالحبس مدة لا تزيد على سنتين كل من دخل عمدا ودون حق إلى نظام معلوماتي أو إلى جزء منه.
المادة 5 من القانون العام تطبق على هذه الجريمة أيضا.
المادة ٣ مكرر
يعاقب بالحبس كل من اعترض دون حق بيانات حاسوبية غير موجهة إلى الجمهور.
"""
ROMANIAN = """Articolul 360. Accesul ilegal la un sistem informatic
(1) Accesul, fără drept, la un sistem informatic se pedepsește cu închisoare de la trei luni la trei ani sau cu amendă.
(2) Fapta prevăzută în alineatul precedent, săvârșită în scopul obținerii de date, se pedepsește cu închisoarea.
Articolul 900. O dispoziție inventată pentru acest test
Cel care inventează o dispoziție fără drept se pedepsește cu amendă.
"""
SOURCE = "https://legislatie.example.org/286-2009 consolidated, made up for a test"
