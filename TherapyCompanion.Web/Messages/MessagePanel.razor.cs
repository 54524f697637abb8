using Microsoft.AspNetCore.Components;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Messages;
using TherapyCompanion.Core.Practice;
using TherapyCompanion.Web.App;
using TherapyCompanion.Web.Controls;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Messages;

public sealed partial class MessagePanel
{
    private WritingArea? _area;
    private Refusal? _refusal;
    private Myself? _me;
    private DateTime _wantedAt;
    private string? _kept;
    private bool _editing;
    private bool _choosingTime;
    private bool _knowsReply;
    private bool _working;

    [Inject]
    private Me Me { get; set; } = null!;

    [Parameter, EditorRequired]
    public required MessageOnScreen Message { get; set; }

    [Parameter, EditorRequired]
    public required Wall Wall { get; set; }

    [Parameter]
    public ApprovedNote? JustApproved { get; set; }

    /// <summary>Asks the page to read this message again.</summary>
    [Parameter, EditorRequired]
    public required Func<Task> Read { get; set; }

    /// <summary>It is not to be sent; the page goes on to the next.</summary>
    [Parameter, EditorRequired]
    public required Func<Task> Decided { get; set; }

    [Parameter, EditorRequired]
    public required Func<ApprovedNote, Task> Approved { get; set; }

    private bool IsOpen => Message.State is MessageState.Pending or MessageState.Paused or MessageState.Recalled;

    // A prefix joins a Hebrew name and stands before a foreign one with a maqaf: «הודעה למ׳ ל׳», «הודעה ל־D. R.».
    private string TitleStart => Loc[nameof(MessagesText.MessageTo)] + (Languages.Current != Languages.Hebrew ? " "
        : Message.Initials is [>= 'א' and <= 'ת', ..] ? "" : "־");

    private string? StateNote => Message.State switch
    {
        MessageState.Paused => "Paused" + Message.PausedBy,
        MessageState.Recalled => nameof(MessagesText.WasRecalled),
        MessageState.Approved => nameof(MessagesText.WasApproved),
        MessageState.Sent => nameof(MessagesText.WasSent),
        MessageState.Rejected => nameof(MessagesText.WasRejected),
        MessageState.Pending => null,
    };

    private string HoursLine =>
        Loc[nameof(MessagesText.HoursLine), Wall.Time(Wall.Now), Clock(_me?.OpensAt), Clock(_me?.ClosesAt)];

    private DateTimeOffset? Wanted => _choosingTime ? Wall.Moment(_wantedAt) : null;

    // The button says what will happen: at once within the hours, else when.
    private string ApproveText =>
        _knowsReply && Message.RepliesSince ? Loc[nameof(MessagesText.ApproveAllTheSame)]
        : Wanted is { } wanted ? Loc[nameof(MessagesText.ApproveAndSendAt), Wall.When(wanted)]
        : Message.LeavesAt - Wall.Now < TimeSpan.FromMinutes(61) ? Loc[nameof(MessagesText.ApproveAndSend)]
        : Loc[nameof(MessagesText.ApproveAndSendAt), Wall.When(Message.LeavesAt)];

    protected override async Task OnInitializedAsync() => _me = await Me.GetAsync();

    private static string Clock(TimeOnly? time) => time?.ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture) ?? "";

    private string Words(MessageCheckFinding finding) =>
        finding.Span.Start >= 0 && finding.Span.End <= Message.Words.Length ? Message.Words[finding.Span.Start..finding.Span.End] : "";

    private void ToggleTime()
    {
        _choosingTime = !_choosingTime;
        if (_choosingTime) _wantedAt = Wall.Local(Message.LeavesAt);
    }

    private async Task ApproveAsync()
    {
        if (_working) return;
        if (Message.RepliesSince && !_knowsReply)
        {
            (_knowsReply, _refusal) = (true, MessageRefusals.NewReply); // one more press, with open eyes
            return;
        }

        _working = true;
        var approved = await Approve.RunAsync(await Actors.GetAsync(), Message.Id, Message.Shown, Wanted, Message.KnownUntil, CancellationToken.None);
        (_working, _refusal) = (false, approved.Refusal);
        if (approved.IsDone) await Approved(new(Message.Id, Message.Initials, approved.Value));
        else await Read();
    }

    private async Task SaveEditAsync()
    {
        if (_working) return;
        await StoreAsync(await _area!.ReadAsync());
    }

    private Task ReplaceAsync(MessageCheckFinding finding, string instead) =>
        StoreAsync(string.Concat(Message.Words.AsSpan(0, finding.Span.Start), instead, Message.Words.AsSpan(finding.Span.End)));

    private async Task StoreAsync(string words)
    {
        _working = true;
        _refusal = await Edit.RunAsync(await Actors.GetAsync(), Message.Id, words, Message.Revision, CancellationToken.None);
        // Refused: the words stay in the box, also when the message under them is read again.
        (_editing, _kept, _working) = (_refusal is not null, _refusal is null ? null : words, false);
        await Read();
    }

    private async Task RejectAsync()
    {
        if (_working) return;
        _working = true;
        _refusal = await Reject.RunAsync(await Actors.GetAsync(), Message.Id, CancellationToken.None);
        _working = false;
        await (_refusal is null ? Decided() : Read());
    }

    private async Task RecallAsync(Guid id)
    {
        if (_working) return;
        _working = true;
        _refusal = await Recall.RunAsync(await Actors.GetAsync(), id, CancellationToken.None);
        _working = false;
        await Read();
    }
}
