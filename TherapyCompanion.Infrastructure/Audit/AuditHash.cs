using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TherapyCompanion.Infrastructure.Audit;

/// <summary>An entry's fields as they are hashed, in their order.</summary>
internal readonly record struct AuditFields(
    Guid PracticeId, long Seq, DateTime At, string Hat, Guid? AccountId, Guid? PersonId, string Action, Guid? TargetId, Guid? PatientId,
    string Reason, string Outcome, string Address, byte[] Previous);

/// <summary>
/// The hash of an entry, computed here from its bytes and not by the database: SHA-256 over every field behind its length
/// (four bytes, big-endian; -1 for null), the previous hash last, in hexadecimal.
/// </summary>
internal static class AuditHash
{
    public static byte[] Of(in AuditFields e)
    {
        Span<byte> room = stackalloc byte[1024];
        var bytes = new Writer(room);
        bytes.Add(e.PracticeId.ToString());
        bytes.Add(e.Seq.ToString(CultureInfo.InvariantCulture));
        bytes.Add(e.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture));
        bytes.Add(e.Hat);
        bytes.Add(e.AccountId?.ToString());
        bytes.Add(e.PersonId?.ToString());
        bytes.Add(e.Action);
        bytes.Add(e.TargetId?.ToString());
        bytes.Add(e.PatientId?.ToString());
        bytes.Add(e.Reason);
        bytes.Add(e.Outcome);
        bytes.Add(e.Address);
        bytes.Add(Convert.ToHexStringLower(e.Previous));
        return SHA256.HashData(bytes.Written);
    }

    private ref struct Writer(Span<byte> room)
    {
        private Span<byte> _room = room;
        private int _at = 0;

        public readonly ReadOnlySpan<byte> Written => _room[.._at];

        public void Add(string? value)
        {
            var length = value is null ? 0 : Encoding.UTF8.GetByteCount(value);
            if (_at + 4 + length > _room.Length)
            {
                var larger = new byte[(_at + 4 + length) * 2];
                _room[.._at].CopyTo(larger);
                _room = larger;
            }

            BinaryPrimitives.WriteInt32BigEndian(_room[_at..], value is null ? -1 : length);
            _at += 4;
            if (value is not null) _at += Encoding.UTF8.GetBytes(value, _room[_at..]);
        }
    }
}
