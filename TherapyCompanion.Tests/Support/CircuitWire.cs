using System.Buffers.Binary;
using System.Text;

namespace TherapyCompanion.Tests.Support;

/// <summary>
/// The bytes between a page and its circuit (SignalR's hub protocol over MessagePack, as Blazor restricts it): as much of it as an
/// attacker with a socket would write, and read back.
/// </summary>
public static class CircuitWire
{
    /// <summary>The first words on a connection.</summary>
    public static byte[] Handshake { get; } = [.. Encoding.UTF8.GetBytes("{\"protocol\":\"blazorpack\",\"version\":1}"), 0x1e];

    /// <summary>A call of a hub's method; without an id nobody waits for its answer.</summary>
    public static byte[] Call(string? id, string method, params object?[] arguments)
    {
        var body = new List<byte>();
        Write(body, new object?[] { 1, new Dictionary<object, object?>(), id, method, arguments, Array.Empty<object?>() });
        var framed = new List<byte>();
        for (var length = (uint)body.Count; ; length >>= 7)
        {
            framed.Add((byte)(length > 0x7f ? 0x80 | (length & 0x7f) : length));
            if (length <= 0x7f) break;
        }

        return [.. framed, .. body];
    }

    /// <summary>The messages in what arrived, each as the array it is: [1, headers, id, method, arguments] or [3, headers, id, kind, result].</summary>
    public static IEnumerable<object?[]> Messages(byte[] bytes)
    {
        var at = bytes is [(byte)'{', ..] ? Array.IndexOf(bytes, (byte)0x1e) + 1 : 0; // the answer to the handshake
        while (at < bytes.Length)
        {
            var (length, shift) = (0, 0);
            byte part;
            do
            {
                part = bytes[at++];
                length |= (part & 0x7f) << shift;
                shift += 7;
            }
            while (part >= 0x80);
            var from = at;
            yield return (object?[])Read(bytes, ref from)!;
            at += length;
        }
    }

    private static void Write(List<byte> to, object? value)
    {
        switch (value)
        {
            case null:
                to.Add(0xc0);
                break;
            case bool flag:
                to.Add(flag ? (byte)0xc3 : (byte)0xc2);
                break;
            case int or long:
                to.Add(0xd3);
                AddBigEndian(to, Convert.ToInt64(value, null));
                break;
            case string text:
                var utf8 = Encoding.UTF8.GetBytes(text);
                to.Add(0xdb);
                AddLength(to, utf8.Length);
                to.AddRange(utf8);
                break;
            case object?[] items:
                to.Add(0xdd);
                AddLength(to, items.Length);
                foreach (var item in items) Write(to, item);
                break;
            case Dictionary<object, object?> { Count: 0 }:
                to.Add(0x80);
                break;
            default:
                throw new NotSupportedException($"{value.GetType()} is not written here.");
        }
    }

    private static object? Read(byte[] from, ref int at)
    {
        var kind = from[at++];
        switch (kind)
        {
            case <= 0x7f: return (long)kind;
            case >= 0xe0: return (long)(sbyte)kind;
            case >= 0x80 and <= 0x8f: return ReadMap(from, ref at, kind & 0x0f);
            case >= 0x90 and <= 0x9f: return ReadArray(from, ref at, kind & 0x0f);
            case >= 0xa0 and <= 0xbf: return Encoding.UTF8.GetString(Take(from, ref at, kind & 0x1f));
            case 0xc0: return null;
            case 0xc2: return false;
            case 0xc3: return true;
            case 0xc4: return Take(from, ref at, from[at++]).ToArray();
            case 0xc5: return Take(from, ref at, (int)Number(from, ref at, 2)).ToArray();
            case 0xc6: return Take(from, ref at, (int)Number(from, ref at, 4)).ToArray();
            case 0xca: return (double)BinaryPrimitives.ReadSingleBigEndian(Take(from, ref at, 4));
            case 0xcb: return BinaryPrimitives.ReadDoubleBigEndian(Take(from, ref at, 8));
            case 0xcc or 0xd0: return (long)from[at++];
            case 0xcd or 0xd1: return Number(from, ref at, 2);
            case 0xce or 0xd2: return Number(from, ref at, 4);
            case 0xcf or 0xd3: return Number(from, ref at, 8);
            case 0xd9: return Encoding.UTF8.GetString(Take(from, ref at, from[at++]));
            case 0xda: return Encoding.UTF8.GetString(Take(from, ref at, (int)Number(from, ref at, 2)));
            case 0xdb: return Encoding.UTF8.GetString(Take(from, ref at, (int)Number(from, ref at, 4)));
            case 0xdc: return ReadArray(from, ref at, (int)Number(from, ref at, 2));
            case 0xdd: return ReadArray(from, ref at, (int)Number(from, ref at, 4));
            case 0xde: return ReadMap(from, ref at, (int)Number(from, ref at, 2));
            default: throw new NotSupportedException($"0x{kind:x2} is not read here.");
        }
    }

    private static object?[] ReadArray(byte[] from, ref int at, int count)
    {
        var items = new object?[count];
        for (var i = 0; i < count; i++) items[i] = Read(from, ref at);
        return items;
    }

    private static Dictionary<object, object?> ReadMap(byte[] from, ref int at, int count)
    {
        var map = new Dictionary<object, object?>();
        for (var i = 0; i < count; i++)
        {
            var key = Read(from, ref at)!;
            map[key] = Read(from, ref at);
        }

        return map;
    }

    private static ReadOnlySpan<byte> Take(byte[] from, ref int at, int count)
    {
        at += count;
        return from.AsSpan(at - count, count);
    }

    private static long Number(byte[] from, ref int at, int size)
    {
        long number = 0;
        foreach (var b in Take(from, ref at, size)) number = (number << 8) | b;
        return number;
    }

    private static void AddLength(List<byte> to, int length)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, length);
        to.AddRange(bytes);
    }

    private static void AddBigEndian(List<byte> to, long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        to.AddRange(bytes);
    }
}
