using Npgsql;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Practice;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>
/// Puts the notice "a message waits" among the letters, under the outbox item's id: an item that is sent again, because the
/// server died before it was written down as done, is still one letter.
/// </summary>
public sealed class NoticePost(LetterRows letters) : INoticePost
{
    private const string Page = "/messages";

    public async Task SendAsync(Notice notice, CancellationToken ct)
    {
        try
        {
            await letters.PutFromJobAsync(new(notice.Id, MailKind.MessageWaits, notice.ToAddress, notice.FromName, notice.Language, Page), ct);
        }
        catch (NpgsqlException e)
        {
            throw new PostUnavailableException("The queue of letters takes none.", e);
        }
    }
}
