using System.Text.RegularExpressions;
using System.Xml.Linq;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Tests.Architecture;

/// <summary>Every text in both languages, and the Hebrew ones by the rules of the guide (§3.2).</summary>
public sealed partial class TextTests
{
    /// <summary>Every text of the house by file, key and language.</summary>
    private static readonly Dictionary<string, (Dictionary<string, string> He, Dictionary<string, string> En)> Files = Load();

    // A masculine imperative addresses half of the readers (guide §3.2); «המשך» is a noun too.
    private const string Imperatives = "שמור|שלח|לחץ|הקש|הזן|הקלד|בחר|מחק|ערוך|אשר|כתוב|פתח|חזור|נסה|המתן|ודא|התחבר|התקשר|הוסף|הסר|צור|עדכן|בטל|הורד|העלה|גרור|קרא|הפעל";

    public static TheoryData<string> Names => new(Files.Keys);

    [Fact]
    public void There_are_texts() => Files.Should().HaveCountGreaterThan(8).And.ContainKeys("RefusalText", "AuditText", "MailText");

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_key_is_in_both_languages_with_words(string file)
    {
        var (he, en) = Files[file];
        en.Keys.Except(he.Keys).Should().BeEmpty("what is said in English is said in Hebrew");
        // Hebrew has forms that English has not: for two, and by form of address.
        he.Keys.Except(en.Keys).Where(k => !(HebrewOnly().Match(k) is { Success: true } form && Base(k, form).Any(b => en.ContainsKey(b)))).Should().BeEmpty();
        he.Concat(en).Where(t => string.IsNullOrWhiteSpace(t.Value)).Select(t => t.Key).Should().BeEmpty();

        static IEnumerable<string> Base(string key, Match form) => [key[..form.Index], key[..form.Index] + "_n"];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Placeholders_are_the_same_in_both(string file)
    {
        var (he, en) = Files[file];
        foreach (var key in en.Keys.Intersect(he.Keys))
        {
            // «נשאר סיכום אחד»: a form for one or two may say the number in words.
            var (hebrew, english) = (Placeholders(file, key, he[key]), Placeholders(file, key, en[key]));
            if (key.EndsWith("_1", StringComparison.Ordinal) || key.EndsWith("_2", StringComparison.Ordinal))
                hebrew.Concat(english).Should().BeSubsetOf(Placeholders(file, key, en[key[..^2] + "_n"]), key);
            else
                hebrew.Should().BeEquivalentTo(english, $"{file}.{key}: «{he[key]}»");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Variants_stand_beside_a_neutral_text(string file)
    {
        var (he, _) = Files[file];
        foreach (var key in he.Keys.Where(k => Variant().IsMatch(k))) he.Should().ContainKey(key[..^2], "a variant falls back to its neutral text");
        foreach (var key in he.Keys.Where(k => k.EndsWith("_n", StringComparison.Ordinal))) he.Should().ContainKey(key[..^2] + "_1");
    }

    public static TheoryData<string, string> Rules => new()
    {
        { "no slash", "[א-ת]/[א-ת]" },
        { "no dot inside a word", @"[א-ת]\.[א-ת]" },
        { "no ending in brackets", @"[א-ת]\([ותיםה]{1,3}\)" },
        { "no «הינך»", "הינך" },
        { "no «אנא»", "(?<![א-ת])אנא(?![א-ת])" },
        { "no exclamation mark", "!" },
        { "no straight quote between letters", "[א-ת][\"'][א-ת]" },
        { "a prefix before digits has a maqaf", @"(?<![א-ת׳״])[ובכלמשה]{1,2}-?\d" },
        { "a prefix before a placeholder has a maqaf and no hyphen", @"(?<![א-ת׳״])[ובכלמשה]{1,2}-\{" },
        { "nothing spelled otherwise for a woman", "(?<![א-ת])ו?(אליך|אלייך|עליך|עלייך|לפניך|לפנייך|אחריך|אחרייך)(?![א-ת])" },
    };

    [Theory]
    [MemberData(nameof(Rules))]
    public void Hebrew_addresses_everybody(string rule, string pattern) =>
        (from file in Files from text in file.Value.He where Regex.IsMatch(text.Value, pattern) select $"{file.Key}.{text.Key}: «{text.Value}»")
            .Should().BeEmpty(rule);

    [Fact]
    public void No_neutral_text_begins_with_a_masculine_imperative() =>
        (from file in Files
         from text in file.Value.He
         where !Variant().IsMatch(text.Key) && Regex.IsMatch(text.Value, $@"(^|[.:?]\s+)({Imperatives})(?![א-ת])")
         select $"{file.Key}.{text.Key}: «{text.Value}»").Should().BeEmpty();

    [Fact]
    public void The_rules_catch_what_they_are_for()
    {
        (string Rule, string Text)[] wrong =
        [
            ("no slash", "מטופל/ת"), ("no dot inside a word", "שמור.י"), ("no ending in brackets", "מטופל(ת)"), ("no «הינך»", "הינך"), ("no «אנא»", "אנא לבחור"),
            ("no exclamation mark", "נשמר!"), ("no straight quote between letters", "ד\"ר"), ("a prefix before digits has a maqaf", "ב-08:30"),
            ("a prefix before digits has a maqaf", "ב08:30"), ("a prefix before a placeholder has a maqaf and no hyphen", "עד ל-{0}"),
            ("nothing spelled otherwise for a woman", "נשלח אליך"),
        ];
        var rules = Rules.Select(r => r.Data).ToDictionary(r => r.Item1, r => r.Item2);
        foreach (var (rule, text) in wrong) Regex.IsMatch(text, rules[rule]).Should().BeTrue($"{rule}: {text}");
        foreach (var right in new[] { "ב־08:30", "ד״ר לוי", "ההודעה נשלחה.", "לשלוח? אפשר.", "המשך", "{0} מתוך {1}", "www.example.org" })
            rules.Values.Where(p => Regex.IsMatch(right, p)).Should().BeEmpty(right);
    }

    [Fact]
    public void Every_refusal_is_said_in_both_languages()
    {
        var keys = RefusalKeys.ByField.Values.Distinct().ToList();
        keys.Should().HaveCountGreaterThan(30);
        Files["RefusalText"].En.Keys.Should().Contain(keys);
        Files["RefusalText"].He.Keys.Should().Contain(keys);
    }

    [Fact]
    public void Every_word_of_the_audit_trail_is_said_in_both_languages()
    {
        var names = Enum.GetNames<AuditAction>().Concat(Enum.GetNames<Hat>()).Concat(Enum.GetNames<AuditOutcome>()).Concat(Enum.GetNames<AuditReason>()).ToList();
        names.Should().OnlyHaveUniqueItems("one key a name");
        Files["AuditText"].En.Keys.Should().Contain(names);
        Files["AuditText"].He.Keys.Should().Contain(names);
    }

    [Fact]
    public void Every_letter_is_written_in_both_languages()
    {
        var keys = Enum.GetNames<MailKind>().SelectMany(k => new[] { $"{k}Subject", $"{k}Body" }).ToList();
        Files["MailText"].En.Keys.Should().BeEquivalentTo(keys);
        Files["MailText"].He.Keys.Should().BeEquivalentTo(keys);
    }

    [Fact]
    public void Audit_verbs_are_nouns()
    {
        // A verb in a table guesses who did it: «צפייה בסיכום», not «צפה».
        var he = Files["AuditText"].He;
        Enum.GetNames<AuditAction>().Where(n => Regex.IsMatch(he[n], "^(צפה|צפתה|שמר|שמרה|אישר|אישרה|חתם|חתמה|שלח|שלחה|נכנס|נכנסה|יצר|יצרה|ערך|ערכה)(?![א-ת])")).Should().BeEmpty();
    }

    [Fact]
    public void No_page_says_anything_that_is_not_in_a_resource() =>
        Sources.Of("TherapyCompanion.Web", ".razor", ".cs")
            .Where(f => Path.GetFileName(f.Path) is not ("HebrewDate.cs" or "AddressedName.cs")) // the calendar's and names' own grammar
            .SelectMany(f => File.ReadLines(f.Full).Select((line, i) => (f.Path, Line: i + 1, Text: Comment().Replace(line, "").Replace("עברית", "", StringComparison.Ordinal)))) // a language is named in itself
            .Where(l => Regex.IsMatch(l.Text, "[א-ת]{2}") && !Regex.IsMatch(l.Text, @"^\s*(///|//|@\*|\*)"))
            .Select(l => $"{l.Path}:{l.Line}: {l.Text.Trim()}").Should().BeEmpty();

    // Texts for patients take a name in five forms (AddressedName): {0} to {4} are one thing, and Hebrew picks another form than English.
    private static List<string> Placeholders(string file, string key, string text) =>
    [
        .. Regex.Matches(text, @"\{(\d+)[^}]*\}").Select(m => m.Groups[1].Value)
            .Select(n => (file, key) is ("ChatText", _) or ("AccountText", "InvitationTitle") && n is "1" or "2" or "3" or "4" ? "0" : n).Distinct().Order(),
    ];

    private static Dictionary<string, (Dictionary<string, string> He, Dictionary<string, string> En)> Load()
    {
        // The pages' texts, and the letters'.
        var files = Sources.Of("TherapyCompanion.Web", ".resx").Concat(Sources.Of("TherapyCompanion.Infrastructure", ".resx")).ToDictionary(f => Path.GetFileName(f.Path)[..^5], f => Read(f.Full));
        return files.Keys.Where(k => !k.EndsWith(".he", StringComparison.Ordinal)).ToDictionary(k => k, k => (files.GetValueOrDefault(k + ".he") ?? [], files[k]));

        static Dictionary<string, string> Read(string file) =>
            XDocument.Load(file).Root!.Elements("data").ToDictionary(d => (string)d.Attribute("name")!, d => (string)d.Element("value")! ?? "");
    }

    [GeneratedRegex("_[fmp]$")]
    private static partial Regex Variant();

    [GeneratedRegex("_[fmp2]$")]
    private static partial Regex HebrewOnly();

    [GeneratedRegex(@"//.*$|@\*.*?\*@|<!--.*?-->|/\*.*?\*/")]
    private static partial Regex Comment();
}
