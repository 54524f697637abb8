using TherapyCompanion.Core.Text;
using TherapyCompanion.Infrastructure.Identity.Passwords;

namespace TherapyCompanion.Tests.Core;

/// <summary>Which passwords are refused for being known: all of the list, what people make of it, and nothing that chance made.</summary>
public sealed class KnownPasswordsTests
{
    private const string Small = "abcdefghijklmnopqrstuvwxyz";
    private static readonly string[] Near = ["dana.levi77@bluemoth.example", "דנה לוי", "קליניקת השקדיה", "הודעות"];

    private static readonly List<string> Listed =
        [.. EmbeddedLines.Read(typeof(PasswordNotKnown).Assembly, "Passwords.known-passwords.tsv").SelectMany(l => l[1].Split(' '))];

    private static List<string> Words(string file, params string[] bands) =>
        [.. EmbeddedLines.Read($"Names.{file}.tsv").Where(l => bands.Contains(l[0])).SelectMany(l => l[1].Split(' ')).Where(w => w.Length > 2 && w.All(char.IsLetter))];

    private static bool Refused(string password) => PasswordNotKnown.IsKnown(password, Near);

    [Fact]
    public void Every_listed_password_that_is_long_enough_is_refused_however_it_is_cased()
    {
        var long12 = Listed.Where(w => w.EnumerateRunes().Count() >= 12).ToList();
        long12.Should().HaveCountGreaterThan(10_000);
        long12.Where(w => !Refused(w)).Should().BeEmpty();
        long12.Where(w => !Refused(w.ToUpperInvariant())).Should().BeEmpty();
    }

    [Theory]
    [InlineData("password1234")]
    [InlineData("P@ssw0rd2024!!")]
    [InlineData("Pa55w0rd!Pa55w0rd!")]
    [InlineData("1234567890ab")]
    [InlineData("123456789012")]
    [InlineData("qwertyuiop1234")]
    [InlineData("QWERTYasdfgh")]
    [InlineData("1qaz2wsx3edc4rfv5tgb")]
    [InlineData("zxcvbnm,./asdf")]
    [InlineData("abcdefghijkl")]
    [InlineData("zyxwvutsrqponm")]
    [InlineData("aaaaaaaaaaaa")]
    [InlineData("abababababab")]
    [InlineData("🌻🌻🌻🌻🌻🌻🌻🌻🌻🌻🌻🌻")]
    [InlineData("iloveyou1948iloveyou")]
    [InlineData("letmeinletmein")]
    [InlineData("monkey dragon 12")]
    [InlineData("princesssunshine7")]
    [InlineData("drowssap12345")]
    [InlineData("Summer2024!!!")]
    [InlineData("September-2026")]
    [InlineData("scandinavian 48213")]
    [InlineData("sc@ndin@vi@n48213")]
    [InlineData("$un$hine48213")]
    [InlineData("psychotherapy1")]
    [InlineData("14051948-14051948")]
    [InlineData("2026112420261124")]
    [InlineData("correct horse battery staple")]
    [InlineData("CorrectHorseBatteryStaple1")]
    [InlineData("to be or not to be")]
    [InlineData("Let me in, please!")]
    [InlineData("shalom123456")]
    [InlineData("yerushalayim18")]
    [InlineData("אבגדהוזחטיכל")]
    [InlineData("סיסמה1234567")]
    [InlineData("סִיסְמָה־סודית־1")]
    [InlineData("שלום עולם 2024")]
    [InlineData("אני אוהבת אותך")]
    [InlineData("ירושלים של זהב")]
    [InlineData("קראטוןםפשדגכ")]
    [InlineData("xhxnv1234567")] // סיסמה, typed on the English layout
    [InlineData("פשדד'םרג123456")] // password, typed on the Hebrew layout
    [InlineData("hruakho1234!")] // ירושלים, typed on the English layout
    public void What_is_tried_first_is_refused(string password) => Refused(password).Should().BeTrue();

    [Theory]
    [InlineData("danalevi1984!")]
    [InlineData("Dana.Levi.Dana.Levi")]
    [InlineData("bluemoth-48213305")]
    [InlineData("D4n4L3v1-2026")]
    [InlineData("דנה לוי 140584")]
    [InlineData("קליניקתהשקדיה7")]
    [InlineData("sbv kuh 140584")] // דנה לוי, typed on the English layout
    [InlineData("TherapyCompanion")]
    [InlineData("therapycompanion839201")]
    [InlineData("companion-therapy!")]
    public void Nothing_is_made_of_ones_own_names_and_the_houses(string password) => Refused(password).Should().BeTrue();

    [Theory]
    [InlineData("orchard lantern 1948 tide")]
    [InlineData("orchard tidal lantern")]
    [InlineData("another long password")]
    [InlineData("kettle-vowel-badger-flint")]
    [InlineData("שקד מפרש 1948 גחלת")]
    [InlineData("גחלת מצפן כורסה אדווה")]
    [InlineData("vT9#qLm2!xRw")]
    [InlineData("gznqpwvxkhdb")]
    [InlineData("839201749605")]
    [InlineData("Dana keeps 3 odd kettles")]
    public void What_nobody_tries_first_passes(string password) => Refused(password).Should().BeFalse();

    public static TheoryData<string, string, string[]> Vocabularies => new()
    {
        { "words-en", " ", ["1", "2", "3", "4"] }, { "words-en", "", ["1", "2", "3", "4"] }, { "words-en", "-", ["1"] },
        { "words-he", " ", ["1", "2", "3"] }, { "words-he", "", ["1", "2", "3"] }, { "words-he", "-", ["1"] },
    };

    // A fixed seed: what passes here passes tomorrow.
    [Theory]
    [MemberData(nameof(Vocabularies))]
    public void Of_a_thousand_passphrases_of_four_random_words_none_is_refused(string file, string between, string[] bands)
    {
        var (words, chance) = (Words(file, bands), new Random(1948));
        var phrases = Enumerable.Range(0, 1000).Select(_ => string.Join(between, Enumerable.Range(0, 4).Select(_ => words[chance.Next(words.Count)])))
            .Where(p => p.Length >= 12).ToList();
        phrases.Should().HaveCountGreaterThan(900);
        phrases.Where(Refused).Should().BeEmpty();
    }

    [Theory]
    [InlineData("abcdefghijklmnopqrstuvwxyz")]
    [InlineData("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")]
    [InlineData("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!@#$%^&*()-_=+[]{};:,.?/")]
    [InlineData("אבגדהוזחטיכלמנסעפצקרשתךםןףץ0123456789")]
    public void Of_a_thousand_random_strings_of_twelve_none_is_refused(string letters)
    {
        var chance = new Random(1948);
        Enumerable.Range(0, 1000).Select(_ => new string(chance.GetItems<char>(letters, 12))).Where(Refused).Should().BeEmpty();
    }

    /// <summary>What people do to a common password until a form takes it, and how many of the first five thousand that must catch.</summary>
    public static TheoryData<string, double> Mangles => new()
    {
        { "figures", 1 }, { "year", 1 }, { "signs", 1 }, { "leet", .99 }, { "twice", 1 }, { "capital", 1 }, { "two", .99 }, { "backwards", .99 },
    };

    [Theory]
    [MemberData(nameof(Mangles))]
    public void What_people_make_of_common_passwords_is_refused_too(string mangle, double share)
    {
        var chance = new Random(1948);
        var common = Listed.Where(w => w.Length is >= 5 and < 12 && w.All(c => Small.Contains(c, StringComparison.Ordinal))).ToList();
        var made = chance.GetItems<string>([.. common], 5000).Select(w => Made(w, mangle, chance)).Where(p => p.Length >= 12).ToList();
        made.Should().HaveCountGreaterThan(500);
        var caught = made.Count(Refused) / (double)made.Count;
        TestContext.Current.TestOutputHelper!.WriteLine($"{mangle}: {caught:P2} of {made.Count}");
        caught.Should().BeGreaterThanOrEqualTo(share, $"{mangle}: {string.Join(' ', made.Where(p => !Refused(p)).Take(10))}");

        string Made(string word, string how, Random random) => how switch
        {
            "figures" => word + random.Next(1000, 10_000_000),
            "year" => $"{word}{random.Next(1940, 2027)}!!",
            "signs" => "!!" + word + "123$",
            "leet" => word.Replace('a', '@').Replace('o', '0').Replace('e', '3').Replace('i', '1').Replace('s', '$') + "2024!",
            "twice" => word + word,
            "capital" => char.ToUpperInvariant(word[0]) + word[1..] + "_123456",
            "two" => word + Listed[random.Next(2000)],
            _ => new string([.. word.Reverse()]) + "12345",
        };
    }

    [Fact]
    public void A_password_of_any_length_is_weighed_quickly()
    {
        Refused(new string('a', 128)).Should().BeTrue(); // the lists are loaded
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var chance = new Random(1948);
        for (var i = 0; i < 20; i++) Refused(new string(chance.GetItems<char>("ab01", 128)));
        clock.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(4), "a form's answer must not wait for it, on a busy machine either");
        Refused(new string('a', 1_000_000)).Should().BeFalse("its length refuses it elsewhere");
    }
}
