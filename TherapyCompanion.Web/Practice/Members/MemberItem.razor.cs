using Microsoft.AspNetCore.Components;
using TherapyCompanion.Core;
using TherapyCompanion.Core.Practice.Members;
using TherapyCompanion.Web.Live;
using TherapyCompanion.Web.Resources;

namespace TherapyCompanion.Web.Practice.Members;

/// <summary>One member of the staff, and what an admin may change about them. What was done is said in words, with the way back.</summary>
public sealed partial class MemberItem
{
    private static readonly Hat[] Given = [Hat.Therapist, Hat.Admin, Hat.Supervisor];

    private readonly HashSet<Hat> _hats = [];
    private readonly List<string> _said = [];
    private bool _open;
    private bool _working;
    private bool _warn;
    private Refusal? _refusal;
    private int _left;

    [Parameter, EditorRequired]
    public required MemberRow Member { get; set; }

    /// <summary>Whether an owner is looking.</summary>
    [Parameter, EditorRequired]
    public required bool ByOwner { get; set; }

    [Parameter, EditorRequired]
    public required Wall Wall { get; set; }

    [Parameter]
    public EventCallback Changed { get; set; }

    private string StateLine =>
        Member.BlockedAt is { } blocked ? Loc[nameof(MembersText.BlockedSince), Wall.When(blocked)]
        : Member.IsMe ? Loc[nameof(MembersText.Me)]
        : Member.LastSeen is { } seen ? Loc[nameof(MembersText.LastSeen), Wall.When(seen)]
        : Loc[nameof(MembersText.NeverSeen)];

    private string ToggleText => Loc[_open ? nameof(MembersText.Cancel) : nameof(MembersText.Change)];

    private void Toggle()
    {
        Forget();
        _open = !_open;
        _hats.Clear();
        _hats.UnionWith(Member.Hats);
    }

    private void Choose(Hat hat, bool chosen)
    {
        if (chosen) _hats.Add(hat);
        else _hats.Remove(hat);
    }

    private Task SaveHatsAsync() => DoAsync(async actor =>
    {
        (var refusal, _left) = await ChangeHats.RunAsync(actor, Member.Id, [.. _hats], CancellationToken.None);
        if (refusal is null) _said.Add(Loc[nameof(MembersText.HatsSaved)]);
        return refusal;
    });

    private Task ChangeOwnerAsync() => DoAsync(async actor =>
    {
        var make = !Member.IsOwner;
        var refusal = await ChangeOwner.RunAsync(actor, Member.Id, make, CancellationToken.None);
        if (refusal is null) _said.Add(Loc[make ? nameof(MembersText.OwnerMade) : nameof(MembersText.OwnerUnmade)]);
        return refusal;
    });

    private Task BlockAsync() => DoAsync(async actor =>
    {
        var done = await Block.RunAsync(actor, Member.Id, CancellationToken.None);
        if (!done.IsDone) return done.Refusal;
        var (ended, at, left) = done.Value;
        _said.Add(ended == 0 ? Loc[nameof(MembersText.SessionsClosedNone), Wall.Time(at)] : Counted("SessionsClosed", ended, Wall.Time(at)));
        if (left > 0) _said.Add(Counted("FilesLeft", left));
        _warn = left > 0;
        return null;
    });

    private Task UnblockAsync() => DoAsync(async actor =>
    {
        var refusal = await Unblock.RunAsync(actor, Member.Id, CancellationToken.None);
        if (refusal is null) _said.Add(Loc[nameof(MembersText.Unblocked)]);
        return refusal;
    });

    private async Task DoAsync(Func<Actor, Task<Refusal?>> act)
    {
        if (_working) return;
        Forget();
        _working = true;
        try
        {
            _refusal = await act(await Actors.GetAsync());
            if (_refusal is not null) return;
            _open = false;
            await Changed.InvokeAsync();
        }
        finally
        {
            _working = false;
        }
    }

    private void Forget()
    {
        _said.Clear();
        (_refusal, _left, _warn) = (null, 0, false);
    }

    // Counted texts with a second place; Hebrew has a form for one, for two and for more.
    private string Counted(string key, int count, string? more = null)
    {
        var text = Loc[key + (count switch { 1 => "_1", 2 => "_2", _ => "_n" }), count, more ?? ""];
        return text.ResourceNotFound ? Loc[key + "_n", count, more ?? ""] : text;
    }
}
