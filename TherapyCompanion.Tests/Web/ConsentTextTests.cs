using System.Security.Cryptography;
using System.Text;
using TherapyCompanion.Core.Consents;
using TherapyCompanion.Tests.Support;

namespace TherapyCompanion.Tests.Web;

/// <summary>
/// A line of the ledger names the version of the text that was agreed to, so a version is these very words for ever: whoever changes a
/// word of a consent gives it the next number, and the words before it stay here.
/// </summary>
public sealed class ConsentTextTests
{
    private static readonly Dictionary<(int Version, string Language), string> Words = new()
    {
        [(1, "he")] = "40C0ACC192E164F055291C1840D2613F5858F8093770E60C9789230A1868D898",
        [(1, "en")] = "A461EB2D52F8B53352F5A3CC591F503631DE368B7D788613B0B7CB4B41ADCC3A",
    };

    [Theory]
    [InlineData("he")]
    [InlineData("en")]
    public void The_words_of_a_version_are_what_they_were(string language)
    {
        var shown = new Texts(language)["ChatText", "ConsentAi"];
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(shown))).Should().Be(Words[(RecordConsent.TextVersion, language)], "other words are another version");
        // The therapist records the same words from paper, in quotation marks.
        new Texts(language)["ConsentsText", "PaperText"][1..^1].Should().Be(shown);
    }
}
