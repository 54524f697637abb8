using Microsoft.Extensions.Options;
using MimeKit;

namespace TherapyCompanion.Infrastructure.Delivery;

/// <summary>
/// Lays letters down as <c>.eml</c> files, for a mail server's pick-up or for whoever tries the house out. The file's name is the
/// letter's id, so the same letter laid down twice is one file.
/// </summary>
public sealed class LetterFolder(IOptions<MailOptions> mail) : ILetterCarrier
{
    private static readonly FormatOptions Format = NewFormat();

    public async Task<Handover> CarryAsync(Guid id, MimeMessage letter, CancellationToken ct)
    {
        var folder = mail.Value.Folder;
        var path = Path.Combine(folder, $"{id}.eml");
        if (File.Exists(path)) return Handover.Taken;
        var draft = Path.Combine(folder, $".{id}.{Guid.NewGuid():N}");
        try
        {
            // Letters hold addresses and links that let people in: a folder made here is its owner's alone.
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            await letter.WriteToAsync(Format, draft, ct);
            File.Move(draft, path, overwrite: true);
            return Handover.Taken;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(HandoverEnd.Unreachable, $"Mail:Folder takes no letter ({e.GetType().Name})");
        }
    }

    private static FormatOptions NewFormat()
    {
        var format = FormatOptions.Default.Clone();
        format.NewLineFormat = NewLineFormat.Dos;
        return format;
    }
}
