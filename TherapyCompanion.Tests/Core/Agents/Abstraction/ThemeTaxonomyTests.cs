using System.Text.RegularExpressions;
using TherapyCompanion.Core.Agents.Abstraction;
using TherapyCompanion.Tests.Architecture;

namespace TherapyCompanion.Tests.Core.Agents.Abstraction;

/// <summary>The taxonomy's words are plain, warm, and fit everyone.</summary>
public sealed class ThemeTaxonomyTests
{
    private static readonly string[] Areas =
    [
        "worry", "sadness", "anger", "self_criticism", "closeness", "boundaries", "family", "grief", "work", "sleep", "body", "perfectionism", "avoidance", "trust", "meaning", "parenting", "change",
        "loneliness", "shame", "communication", "habits", "study", "past_hurts", "self_worth", "emotions", "identity", "health", "panic", "intimacy", "money", "control", "decisions", "rest",
    ];

    [Fact]
    public void Every_area_has_an_entry() => ThemeEntry.All.Select(e => e.Area).Distinct().Should().BeEquivalentTo(Areas);

    [Fact]
    public void Every_sentence_is_said_in_both_languages()
    {
        foreach (var sentence in ThemeEntry.All.SelectMany(e => e.Explorations.Prepend(e.Text)))
        {
            sentence.He.Should().MatchRegex("^[א-ת ,:־״׳]+$", "plain Hebrew words");
            sentence.En.Should().MatchRegex("^[A-Za-z ,:'-]+$", "plain English words");
        }

        ThemeEntry.Sentences.Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void No_sentence_names_anything_clinical() =>
        ThemeEntry.Sentences.Where(s => Regex.IsMatch(
                s, "anxi|depress|panic|disorder|trauma|attachment|avoidan|compul|obsess|insomn|narciss|borderline|defen[cs]|schema|therap|diagnos|symptom|risk|suic|harm|session|חרדה|דיכאון|טראומה|פאניקה|הפרעה|אבחנה|סכמה|התקשרות|הימנעות|טיפול|סימפטום|תסמינ|אובדני|כפייתי", RegexOptions.IgnoreCase))
            .Should().BeEmpty();

    [Fact]
    public void Hebrew_fits_every_form_of_address() =>
        ThemeEntry.All.SelectMany(e => e.Explorations.Prepend(e.Text)).Select(s => s.He)
            .Where(s => Regex.IsMatch(s, @"[א-ת]/[א-ת]|[א-ת]\.[א-ת]|(?<![א-ת])(אתה|אתם|אתן|מרגיש|מרגישה|בטוח|בטוחה|יכול|יכולה|צריך|צריכה|אליך|אלייך|עליך|עלייך|נסה|נסי|חשוב על|שים לב|שימי)(?![א-ת])"))
            .Should().BeEmpty();

    [Theory]
    [InlineData("evidence-he.tsv", 3)]
    [InlineData("evidence-en.tsv", 3)]
    [InlineData("contexts-he.tsv", 2)]
    [InlineData("contexts-en.tsv", 2)]
    [InlineData("risk-cues-he.tsv", 2)]
    [InlineData("risk-cues-en.tsv", 2)]
    public void Every_line_of_the_data_files_has_its_fields(string file, int fields) =>
        Sources.Read("TherapyCompanion.Core/Agents/Abstraction/" + file).Split('\n').Where(l => l.Length > 0 && !l.StartsWith("//", StringComparison.Ordinal) && l[0] != '@')
            .Where(l => l.Split('\t').Length != fields).Should().BeEmpty();
}
