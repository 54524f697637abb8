using FluentAssertions;
using TherapyCompanion.Core.Agents.BuiltIn.Style;
using Xunit;

namespace TherapyCompanion.Tests.Core.Agents.Style;

public sealed class StyleLearnerTests
{
    // Names, places, matters and numbers that no rule may carry, whatever a text looks like.
    private static readonly string[] Canaries = ["אביבית", "קצרין", "טרקטור", "0521234567", "Corinne", "Dundee", "allotment", "4471"];

    private static readonly string[] Summaries =
    [
        "נושאים מרכזיים\nהמטופלת הגיעה בזמן. שיקפתי לה את השינוי, ואמרתי שזה ניכר. אביבית אמרה \"הטרקטור שבור\".\nתכנית\nהמטופלת תתרגל נשימה.",
        "נושאים מרכזיים\nהמטופלת סיפרה על קצרין. שיקפתי את הכעס, והרגשתי קרבה.\nתכנית\nנמשיך בשבוע הבא.",
        "נושאים מרכזיים\nהמטופלת שתקה. שיקפתי שגם שתיקה מדברת, ושאלתי מה קורה.\nתכנית\nהמטופלת תתקשר 0521234567.",
    ];

    [Fact]
    public void Rules_are_read_from_examples_with_their_counts()
    {
        var profile = StyleLearner.FromExamples(Summaries);

        profile.Headings.Should().Equal("נושאים מרכזיים", "תכנית");
        profile.PatientTerm.Should().Be("המטופלת");
        profile.Person.Should().Be("first");
        profile.WordsLimit.Should().Be(75);
        profile.QuotesOften.Should().BeFalse();
        profile.Rules.Should().Contain(r => r.Key == StyleKey.Favoured && r.Value == "שיקפתי" && r.Found == 3 && r.Of == 3);
        profile.Evidence(profile.Rules.First(r => r.Key == StyleKey.Heading)).Should().Be("נמצא ב־3 מתוך 3");
    }

    [Fact]
    public void A_rule_switched_off_no_longer_holds_and_the_first_profile_stays_as_it_was()
    {
        var profile = StyleLearner.FromExamples(Summaries);

        var other = profile.Switched("PatientTerm", false).Edited("Length", "long");

        other.PatientTerm.Should().BeNull();
        other.WordsLimit.Should().Be(300);
        profile.PatientTerm.Should().Be("המטופלת");
    }

    [Fact]
    public void Words_struck_out_and_replaced_are_read_from_pairs()
    {
        DraftPair[] pairs =
        [
            new("Moreover, the client wanted to utilise the card from Dundee.", "The patient wanted to use the card from Dundee, and so did I, in the end."),
            new("Moreover, the client will utilise the log and call Corinne at 4471.", "The patient will use the log and call Corinne at 4471 before the week is over, she says."),
            new("The client likes the allotment.", "The patient likes the allotment very much these days."),
        ];

        var profile = StyleLearner.FromPairs(pairs);

        profile.Rules.Should().Contain(r => r.Key == StyleKey.Prefer && r.From == "utilise" && r.Value == "use" && r.Found == 2);
        profile.Rules.Should().Contain(r => r.Key == StyleKey.Prefer && r.From == "client" && r.Value == "patient" && r.Found == 3);
        profile.Avoided.Should().Contain("moreover");
        Carried(profile).Should().NotContainAny(Canaries);
    }

    [Fact]
    public void No_rule_carries_a_word_of_a_patient_wherever_it_stands()
    {
        foreach (var canary in Canaries)
        {
            string[] examples =
            [
                $"היי {canary},\n{canary}\nהמטופלת {canary} אמרה.\n{canary}: דיברנו.\nלהתראות {canary},\n{canary}",
                $"היי {canary},\n{canary}\nשיקפתי את {canary}.\n{canary}: המשכנו.\nלהתראות {canary},\n{canary}",
                $"Dear {canary},\n{canary}\nPlan {canary}\nThe patient {canary} spoke.\nBest, {canary}",
            ];
            DraftPair[] pairs = [.. examples.Select(e => new DraftPair(e + " " + canary, e.Replace(canary, "", StringComparison.Ordinal))), new(canary, "x"), new("x", canary)];

            Carried(StyleLearner.FromExamples(examples)).Should().NotContain(canary);
            Carried(StyleLearner.FromExamples(examples[..2])).Should().NotContain(canary);
            Carried(StyleLearner.FromExamples(examples[2..])).Should().NotContain(canary);
            Carried(StyleLearner.FromPairs(pairs)).Should().NotContain(canary);
        }

        Carried(StyleLearner.FromExamples(Summaries)).Should().NotContainAny(Canaries);
    }

    [Fact]
    public void Nothing_and_junk_make_no_rules_and_no_error()
    {
        StyleLearner.FromExamples([]).Rules.Should().BeEmpty();
        StyleLearner.FromExamples(["", "  ", "\n"]).Rules.Should().BeEmpty();
        StyleLearner.FromPairs([new("", ""), new("\uD800", "\0")]).Rules.Should().BeEmpty();
        var random = new Random(3);
        string[] pieces = ["\n", ":", "-", "\"", "המטופל ", "the ", "\0", "\uDC00", ",", "שלום", "ש", ". ", "\u05B0"];
        for (var n = 0; n < 200; n++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(50)).Select(_ => pieces[random.Next(pieces.Length)]));
            StyleLearner.FromExamples([text, text]);
            StyleLearner.FromPairs([new(text, text + "x"), new("x" + text, text)]);
        }
    }

    private static string Carried(StyleProfile profile) => string.Join('\n', profile.Rules.Select(r => r.Value + " " + r.From + " " + r.Id));
}
