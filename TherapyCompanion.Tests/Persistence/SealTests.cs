using System.Security.Cryptography;
using System.Text;
using TherapyCompanion.Core.Privacy;
using TherapyCompanion.Infrastructure.Encryption;

namespace TherapyCompanion.Tests.Persistence;

/// <summary>The seal by itself, without a database: what it binds, what breaks it, and what it gives back.</summary>
public sealed class SealTests
{
    private static readonly SealPlace Place = new("notes", "text", Guid.NewGuid());

    private static DataKey NewKey() => new(Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));

    public static TheoryData<string> Texts() =>
    [
        "", " ", "a", "שלום", "שָׁלוֹם עֲלֵיכֶם", "👩‍👩‍👧‍👦 🇮🇱 ❤️‍🩹", "مرحبا", "\u202Eהפוך\u202C", "e\u0301", "ﬀ", "\uFEFFbom", "line\r\nline\ttab",
        new string('ש', 200_000), string.Concat(Enumerable.Repeat("😀", 50_000)), "\uFFFD", "\U0010FFFF",
    ];

    [Theory]
    [MemberData(nameof(Texts))]
    public void What_goes_in_comes_out(string words)
    {
        var key = NewKey();
        Seal.Open(key, Place, Seal.Close(key, Place, words)).Should().Be(words);
    }

    [Fact]
    public void Random_texts_come_out_as_they_went_in()
    {
        var random = new Random(20261121);
        var key = NewKey();
        for (var i = 0; i < 3_000; i++)
        {
            var text = new StringBuilder();
            for (var n = random.Next(0, 200); n > 0; n--)
            {
                var point = random.Next(4) switch { 0 => random.Next(0x20, 0x7F), 1 => random.Next(0x590, 0x600), 2 => random.Next(0xE000, 0x110000), _ => random.Next(0, 0xD800) };
                text.Append(char.ConvertFromUtf32(point));
            }

            var words = text.ToString();
            var place = new SealPlace("notes", "text", Guid.NewGuid());
            Seal.Open(key, place, Seal.Close(key, place, words)).Should().Be(words);
        }
    }

    [Fact]
    public void A_lone_surrogate_is_replaced_and_never_refused()
    {
        // Half a character has no UTF-8; a browser that cuts an emoji in two must not lose the rest of the notes.
        var key = NewKey();
        var half = "לפני\uD83D אחרי";
        Seal.Open(key, Place, Seal.Close(key, Place, half)).Should().Be("לפני\uFFFD אחרי");
        key.Fingerprint(half).Should().Be(key.Fingerprint("לפני\uFFFD אחרי"));
    }

    [Fact]
    public void The_same_words_sealed_twice_differ()
    {
        var key = NewKey();
        var seen = Enumerable.Range(0, 1_000).Select(_ => Convert.ToHexString(Seal.Close(key, Place, "שלום"))).ToHashSet();
        seen.Should().HaveCount(1_000);
        seen.Select(s => s.Substring(2 * 33, 24)).Distinct().Should().HaveCount(1_000, "every nonce is fresh");
    }

    [Fact]
    public void Any_flipped_bit_breaks_it()
    {
        var key = NewKey();
        const string words = "מילים שלא יופיעו בשגיאה";
        var whole = Seal.Close(key, Place, words);
        for (var at = 0; at < whole.Length; at++)
            for (var bit = 0; bit < 8; bit++)
            {
                var broken = (byte[])whole.Clone();
                broken[at] ^= (byte)(1 << bit);
                var open = () => Seal.Open(key, Place, broken);
                open.Should().Throw<SealBrokenException>().Which.ToString().Should().NotContain("מילים");
            }
    }

    [Fact]
    public void A_cut_or_grown_value_does_not_open()
    {
        var key = NewKey();
        var whole = Seal.Close(key, Place, "שלום");
        for (var length = 0; length < whole.Length; length++)
        {
            var cut = whole[..length];
            ((Func<string>)(() => Seal.Open(key, Place, cut))).Should().Throw<SealBrokenException>();
        }

        ((Func<string>)(() => Seal.Open(key, Place, [.. whole, 0]))).Should().Throw<SealBrokenException>();
    }

    [Fact]
    public void It_opens_at_its_own_place_alone()
    {
        var key = NewKey();
        var whole = Seal.Close(key, new("notes", "text", Place.Row), "שלום");
        SealPlace[] elsewhere =
        [
            new("notes", "text", Guid.NewGuid()), new("notes", "body", Place.Row), new("messages", "text", Place.Row),
            new("note", "stext", Place.Row), new("notest", "ext", Place.Row), new("", "notestext", Place.Row),
        ];
        foreach (var place in elsewhere)
            ((Func<string>)(() => Seal.Open(key, place, whole))).Should().Throw<SealBrokenException>();
    }

    [Fact]
    public void It_opens_under_its_own_key_alone()
    {
        var key = NewKey();
        var whole = Seal.Close(key, Place, "שלום");
        var sameId = new DataKey(key.Id, RandomNumberGenerator.GetBytes(32));
        var sameBytes = new DataKey(Guid.NewGuid(), key.Bytes);
        foreach (var other in new[] { NewKey(), sameId, sameBytes })
            ((Func<string>)(() => Seal.Open(other, Place, whole))).Should().Throw<SealBrokenException>();
    }

    [Fact]
    public async Task Sixteen_threads_with_one_key_lose_nothing()
    {
        // One AesGcm shared by threads silently garbles: this is the test that would see it.
        var key = NewKey();
        var failures = 0;
        await Parallel.ForAsync(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, (thread, _) =>
        {
            for (var i = 0; i < 4_000; i++)
            {
                var words = $"חוט {thread} מספר {i} " + new string('x', i % 97);
                try
                {
                    if (Seal.Open(key, Place, Seal.Close(key, Place, words)) != words) Interlocked.Increment(ref failures);
                }
                catch (SealBrokenException)
                {
                    Interlocked.Increment(ref failures);
                }
            }

            return ValueTask.CompletedTask;
        });
        failures.Should().Be(0);
    }

    [Fact]
    public void A_wrapped_key_is_bound_to_its_id_its_practice_and_its_patient()
    {
        var (under, key) = (RandomNumberGenerator.GetBytes(32), RandomNumberGenerator.GetBytes(32));
        var (id, practice, patient) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var wrapped = KeyWrap.Wrap(under, key, id, practice, new(patient));
        KeyWrap.Unwrap(under, wrapped, id, practice, new(patient)).Should().Equal(key);
        KeyWrap.Wrap(under, key, id, practice, new(patient)).Should().NotEqual(wrapped);

        Action[] wrong =
        [
            () => KeyWrap.Unwrap(under, wrapped, Guid.NewGuid(), practice, new(patient)),
            () => KeyWrap.Unwrap(under, wrapped, id, Guid.NewGuid(), new(patient)),
            () => KeyWrap.Unwrap(under, wrapped, practice, id, new(patient)),
            () => KeyWrap.Unwrap(under, wrapped, id, practice, new(Guid.NewGuid())),
            () => KeyWrap.Unwrap(under, wrapped, id, practice, KeyOwner.Practice),
            () => KeyWrap.Unwrap(under, wrapped, id, practice, new(patient, Guid.NewGuid())),
            () => KeyWrap.Unwrap(RandomNumberGenerator.GetBytes(32), wrapped, id, practice, new(patient)),
            () => KeyWrap.Unwrap(under, [], id, practice, new(patient)),
            () => KeyWrap.Unwrap(under, wrapped[..20], id, practice, new(patient)),
            () => KeyWrap.Unwrap(under, wrapped[..^1], id, practice, new(patient)),
        ];
        foreach (var open in wrong) open.Should().Throw<SealBrokenException>();
        for (var at = 0; at < wrapped.Length; at++)
        {
            var broken = (byte[])wrapped.Clone();
            broken[at] ^= 1;
            ((Func<byte[]>)(() => KeyWrap.Unwrap(under, broken, id, practice, new(patient)))).Should().Throw<SealBrokenException>();
        }
    }

    [Fact]
    public void Words_that_were_not_sealed_are_never_shown_or_stored()
    {
        SealedText[] texts = [ClinicalText.Of("סודקנרי"), PracticeText.Of("סודקנרי")];
        foreach (var text in texts)
        {
            text.ToString().Should().Be("[7 characters]");
            ((Func<byte[]>)(() => text.SealedBytes)).Should().Throw<InvalidOperationException>().Which.ToString().Should().NotContain("סודקנרי");
            System.Text.Json.JsonSerializer.Serialize(new { Length = text.ToString() }).Should().NotContain("סודקנרי");
        }
    }
}
