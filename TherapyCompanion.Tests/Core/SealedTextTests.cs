using System.Globalization;
using System.Text.Json;
using TherapyCompanion.Core.Chat;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Privacy;

namespace TherapyCompanion.Tests.Core;

/// <summary>Whoever prints a sealed text by accident prints no word of it.</summary>
public sealed class SealedTextTests
{
    private const string Words = "היא סיפרה על אחיה";

    public static TheoryData<SealedText> Open => [ClinicalText.Of(Words), PracticeText.Of(Words)];

    [Theory]
    [MemberData(nameof(Open))]
    public void It_prints_a_length(SealedText text)
    {
        text.ToString().Should().Be($"[{Words.Length} characters]");
        $"{text}".Should().Be(text.ToString());
        string.Format(CultureInfo.InvariantCulture, "{0}", text).Should().Be(text.ToString());
        ("" + text).Should().Be(text.ToString());
    }

    [Theory]
    [MemberData(nameof(Open))]
    public void It_serialises_no_word(SealedText text)
    {
        foreach (var value in new object[] { text, new { text }, new[] { text } })
        {
            // Either it refuses or it writes none of the words; both are right, only leaking is wrong.
            string written;
            try
            {
                written = JsonSerializer.Serialize(value);
            }
            catch (Exception e)
            {
                written = e.ToString();
            }

            written.Should().NotContain("סיפרה").And.NotContain("\\u05E1\\u05D9");
        }
    }

    [Theory]
    [MemberData(nameof(Open))]
    public void Unsealed_words_reach_no_column(SealedText text)
    {
        text.IsSealed.Should().BeFalse();
        var read = () => text.SealedBytes;
        read.Should().Throw<InvalidOperationException>().Which.Message.Should().NotContain("סיפרה");
    }

    [Fact]
    public void Sealed_bytes_print_their_length()
    {
        var text = ClinicalText.FromSealed(new byte[61]);
        text.IsSealed.Should().BeTrue();
        text.ToString().Should().Be("[sealed, 61 bytes]");
    }

    [Fact]
    public void Nothing_public_gives_the_words_away()
    {
        foreach (var type in new[] { typeof(SealedText), typeof(ClinicalText), typeof(PracticeText) })
            type.GetMembers().Where(m => m.DeclaringType != typeof(object)).Select(m => m.Name).Should()
                .BeSubsetOf(["Of", "FromSealed", "ToString", "SealedBytes", "get_SealedBytes", "IsSealed", "get_IsSealed"]);
        typeof(SealedText).GetMethod(nameof(SealedText.ToString))!.IsFinal.Should().BeTrue("no heir prints more");
    }

    [Fact]
    public void Entities_and_exceptions_print_no_word_of_theirs()
    {
        var reply = new Reply(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Words, DateTimeOffset.UnixEpoch);
        var patient = new Patient(Guid.NewGuid(), Words, Words, TherapyCompanion.Core.Agents.Letters.Form.Neutral, DateTimeOffset.UnixEpoch);
        foreach (var text in new[] { $"{reply}", $"{patient}", new SealBrokenException("tc.notes 1").ToString() }) text.Should().NotContain("סיפרה");
    }

    [Fact]
    public void Fingerprints_are_equal_by_their_bytes()
    {
        var one = new WordsFingerprint([1, .. new byte[31]]);
        one.Should().Be(new WordsFingerprint([1, .. new byte[31]]));
        one.GetHashCode().Should().Be(new WordsFingerprint([1, .. new byte[31]]).GetHashCode());
        one.Should().NotBe(new WordsFingerprint(new byte[32]));
        one.Should().NotBe(null);
        one.Should().NotBe(new WordsFingerprint([]));
    }
}
