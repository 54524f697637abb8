using TherapyCompanion.Core.Agents.Abstraction;
using TherapyCompanion.Core.Couples;

namespace TherapyCompanion.Tests.Core.Couples;

/// <summary>The leak test finds private words however they are dressed, lets the taxonomy pass, and fails closed.</summary>
public sealed class LeakTestTests
{
    private static readonly string[] Private =
    [
        "She put down a deposit on a studio flat in Margate and has not told him. She counts the days until the second of March.",
        "מאז פסח היא מתכתבת עם עמיחי מהמילואים ולא מראה לאיש. אצל אחותה מחכה לה תיק ארוז.",
    ];

    [Theory]
    [InlineData("You could talk about Margate.", LeakReason.Word)]
    [InlineData("You could talk about MARGATE's beach.", LeakReason.Word)]
    [InlineData("Think about М\u200Bаrgate.", LeakReason.Word)]
    [InlineData("Think of M-a-r-g-a-t-e together.", LeakReason.Word)]
    [InlineData("אפשר לדבר על התיק שמחכה.", LeakReason.Word)]
    [InlineData("אפשר לדבר על ע\u05B2מיחי.", LeakReason.Word)]
    [InlineData("Who is Amichai?", LeakReason.Transliteration)]
    [InlineData("deposits were mentioned", LeakReason.Word)]
    [InlineData("xxstu diofl atinmarxx", LeakReason.Letters)]
    public void A_private_word_is_found(string sentence, LeakReason reason) =>
        LeakTest.Check(Private, ["One walk together a week, without phones", sentence], SharedPicture.Taxonomy).Should().Be(new LeakVerdict(reason, 1));

    [Fact]
    public void Words_that_are_nobodys_secret_still_leak_in_the_private_texts_order()
    {
        string[] known = ["They love walks by the sea and tea", "Evening talk about the flat and money", "The days are slow"];
        LeakTest.Check(["He hides money flat talk"], ["money flat"], known).Reason.Should().Be(LeakReason.Phrase);
        LeakTest.Check(["Tea, then money, by the sea, then a flat."], ["Sea and flat and tea and money."], known).Reason.Should().Be(LeakReason.Likeness);
    }

    [Fact]
    public void The_taxonomys_sentences_pass_whatever_the_private_texts_say()
    {
        LeakTest.Check([.. SharedPicture.Taxonomy], SharedPicture.Taxonomy, SharedPicture.Taxonomy).Passed.Should().BeTrue();
        LeakTest.Check(Private, ThemeEntry.Sentences, ThemeEntry.Sentences).Passed.Should().BeTrue();
    }

    [Fact]
    public void A_sentence_with_nothing_of_the_private_texts_passes() =>
        LeakTest.Check(Private, ["Cook something new at the weekend."], SharedPicture.Taxonomy).Passed.Should().BeTrue();

    [Fact]
    public void What_can_not_be_tested_leaks()
    {
        var error = new LeakVerdict(LeakReason.Error, -1);
        LeakTest.Check(null!, ["x"], []).Should().Be(error);
        LeakTest.Check(["x"], null!, []).Should().Be(error);
        LeakTest.Check(["x"], ["y"], null!).Should().Be(error);
        LeakTest.Check([null!], ["y"], []).Should().Be(error);
        LeakTest.Check([null!], ["y"], ["y"]).Should().Be(error);
        LeakTest.Check(["x"], [null!], []).Should().Be(error);
    }

    [Fact]
    public void The_abstractions_output_passes_over_its_own_findings()
    {
        string[] findings = ["Fear that David Cohen from Haifa will leave her", "כעס על המנהל ברפאל"];
        foreach (var language in new[] { "he", "en" })
            LeakTest.Check(findings, ClientThemes.From(findings).ForClient.Sentences(language), ThemeEntry.Sentences).Passed.Should().BeTrue();
    }

    [Fact]
    public void Junk_does_not_throw()
    {
        var random = new Random(3);
        string[] junk = [.. Enumerable.Range(0, 300).Select(_ => new string(Enumerable.Range(0, random.Next(200)).Select(_ => (char)random.Next(char.MaxValue)).ToArray()))];
        LeakTest.Check(junk, ["שלום", "\uD83D", "", "\0"], SharedPicture.Taxonomy).Reason.Should().NotBe(LeakReason.Error);
        LeakTest.Check([new string('א', 100_000), string.Concat(Enumerable.Repeat("word ", 20_000))], ["nothing here"], []).Passed.Should().BeTrue();
    }
}
