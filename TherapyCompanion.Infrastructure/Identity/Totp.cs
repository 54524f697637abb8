using System.Buffers.Binary;
using System.Security.Cryptography;

namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>Time-based one-time codes as RFC 6238 has them: HMAC-SHA1, six digits, steps of 30 seconds.</summary>
public static class Totp
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The step a moment belongs to.</summary>
    public static long StepAt(DateTimeOffset moment) => moment.ToUnixTimeSeconds() / 30;

    /// <summary>The six digits of a step.</summary>
    public static string CodeAt(ReadOnlySpan<byte> secret, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[(hash[^1] & 0x0F)..]) & 0x7FFF_FFFF;
        return (number % 1_000_000).ToString("D6", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The bytes of a secret as apps show it (RFC 4648, base 32, without padding).</summary>
    public static byte[] ReadSecret(string base32)
    {
        var bytes = new List<byte>(base32.Length * 5 / 8);
        var (held, bits) = (0, 0);
        foreach (var letter in base32.ToUpperInvariant())
        {
            var value = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0) continue;
            (held, bits) = ((held << 5) | value, bits + 5);
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)(held >> bits));
            held &= (1 << bits) - 1;
        }

        return [.. bytes];
    }
}
