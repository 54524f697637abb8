using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TherapyCompanion.Core.Search;

/// <summary>
/// SipHash-2-4 (J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast short-input PRF", 2012): a keyed hash for short texts whose values can't
/// be told from chance without the key.
/// </summary>
internal static class SipHash
{
    /// <summary>64 bits of <paramref name="text"/>'s UTF-16 units (little endian) and a byte that tells its kind, under a key of 128 bits.</summary>
    public static ulong Of(ulong key0, ulong key1, byte kind, ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[256];
        if (text.Length > 127) text = text[..127];
        bytes[0] = kind;
        MemoryMarshal.AsBytes(text).CopyTo(bytes[1..]);
        return Of(key0, key1, bytes[..(1 + text.Length * 2)]);
    }

    /// <summary>64 bits of <paramref name="data"/>.</summary>
    public static ulong Of(ulong key0, ulong key1, ReadOnlySpan<byte> data)
    {
        var (v0, v1, v2, v3) = (key0 ^ 0x736f6d6570736575UL, key1 ^ 0x646f72616e646f6dUL, key0 ^ 0x6c7967656e657261UL, key1 ^ 0x7465646279746573UL);
        var length = data.Length;
        while (data.Length >= 8)
        {
            var m = BinaryPrimitives.ReadUInt64LittleEndian(data);
            v3 ^= m;
            Round(ref v0, ref v1, ref v2, ref v3);
            Round(ref v0, ref v1, ref v2, ref v3);
            v0 ^= m;
            data = data[8..];
        }

        var last = (ulong)length << 56;
        for (var i = 0; i < data.Length; i++) last |= (ulong)data[i] << (8 * i);
        v3 ^= last;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= last;
        v2 ^= 0xff;
        for (var i = 0; i < 4; i++) Round(ref v0, ref v1, ref v2, ref v3);
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = BitOperations.RotateLeft(v1, 13) ^ v0;
        v0 = BitOperations.RotateLeft(v0, 32);
        v2 += v3;
        v3 = BitOperations.RotateLeft(v3, 16) ^ v2;
        v0 += v3;
        v3 = BitOperations.RotateLeft(v3, 21) ^ v0;
        v2 += v1;
        v1 = BitOperations.RotateLeft(v1, 17) ^ v2;
        v2 = BitOperations.RotateLeft(v2, 32);
    }
}
