using System.Text;
using TherapyCompanion.Infrastructure.Identity;

namespace TherapyCompanion.Tests.Core;

/// <summary>The codes of an app, against the standards' own vectors.</summary>
public sealed class TotpTests
{
    // RFC 6238, appendix B, SHA-1. The vectors have eight digits; six are their last six, by RFC 4226's modulus.
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_RFC_6238(long second, string eight)
    {
        var step = Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(second));
        Totp.CodeAt("12345678901234567890"u8, step).Should().Be(eight[2..]);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(29, 0)]
    [InlineData(30, 1)]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    public void A_step_is_thirty_seconds(long second, long step) => Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(second)).Should().Be(step);

    // RFC 4648, section 10, and the ways in which people type a secret.
    [Theory]
    [InlineData("", "")]
    [InlineData("MY======", "f")]
    [InlineData("MZXQ====", "fo")]
    [InlineData("MZXW6===", "foo")]
    [InlineData("MZXW6YQ=", "foob")]
    [InlineData("MZXW6YTB", "fooba")]
    [InlineData("MZXW6YTBOI", "foobar")]
    [InlineData("mzxw 6ytb oi", "foobar")]
    [InlineData("MZXW-6YTB-OI", "foobar")]
    public void A_secret_is_read_as_apps_show_it(string shown, string words) => Encoding.ASCII.GetString(Totp.ReadSecret(shown)).Should().Be(words);
}
