using Microsoft.EntityFrameworkCore;
using TherapyCompanion.Core.Audit;
using TherapyCompanion.Core.Patients;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Core.Messages;

/// <summary>A letter that says only that a message waits: no name, no time, no word of what it is about.</summary>
/// <param name="Id">The outbox item: the same letter sent again carries the same id, so it counts once.</param>
public sealed record Notice(Guid Id, string FromName, string ToAddress, string Language);

/// <summary>Carries a notice out of the house.</summary>
public interface INoticePost
{
    /// <exception cref="PostUnavailableException">It could not be handed over now; it is tried again later.</exception>
    Task SendAsync(Notice notice, CancellationToken ct);
}

/// <summary>The mail server or folder did not take the letter.</summary>
public sealed class PostUnavailableException(string reason, Exception? inner = null) : Exception(reason, inner);

/// <summary>Sends one due notice by e-mail.</summary>
public sealed class NotifyDue(ITherapyDbFactory databases, INoticePost post, TimeProvider clock)
{
    /// <returns>Whether there was one to deal with.</returns>
    public async Task<bool> RunAsync(Actor job, CancellationToken ct)
    {
        await using var db = await databases.OpenAsync(job, ct);
        var item = (await db.TakeDueAsync(OutboxChannel.Email, clock.GetUtcNow(), 1, ct)).SingleOrDefault();
        if (item is null) return false;

        var entry = new AuditEntry(AuditAction.MessageNoticeSent, item.MessageId, item.PatientId, AuditReason.Delivery);
        if (await db.NextHourAsync(item.PatientId, clock.GetUtcNow(), ct) is var hour && hour > clock.GetUtcNow())
        {
            // A letter that could not be handed over by day is not tried by night.
            if ((item.Postpone(hour) ?? await db.SaveAsync(entry with { Action = AuditAction.MessagePostponed }, ct)) is { } failed) throw new DeliveryRefusedException(failed);
            return true;
        }

        var email = await db.Patients.Where(p => p.Id == item.PatientId).Select(p => p.Email).SingleAsync(ct);
        var address = await db.RevealAsync<Patient>(item.PatientId, p => p.Email, email, ct);
        var refused = address.Length == 0 ? item.Stop() : await PostAsync(db, item, address, ct);
        if (refused is not null) throw new DeliveryRefusedException(refused);
        if (item.State is not OutboxState.Done) entry = entry.Denied();
        refused = await db.SaveAsync(entry, ct);
        return refused is null ? true : throw new DeliveryRefusedException(refused);
    }

    private async Task<Refusal?> PostAsync(ITherapyDb db, OutboxItem item, string address, CancellationToken ct)
    {
        var name = await db.Practices.Select(p => p.PatientsName).SingleAsync(ct);
        var from = await db.RevealAsync<TherapyPractice>(item.PracticeId, p => p.PatientsName, name, ct);
        var language = from.Any(c => c is >= 'א' and <= 'ת') ? "he" : "en";
        try
        {
            await post.SendAsync(new(item.Id, from, address, language), ct);
            return item.Finish(clock.GetUtcNow());
        }
        catch (PostUnavailableException)
        {
            return item.TryLater(clock.GetUtcNow());
        }
    }
}
