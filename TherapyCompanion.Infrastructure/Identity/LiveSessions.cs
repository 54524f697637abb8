namespace TherapyCompanion.Infrastructure.Identity;

/// <summary>
/// The sign-ins that have a connection or a circuit on this node, with what is known of them. Whoever enters is told, once, when the
/// sign-in is over. <see cref="SessionWatch"/> keeps it true; where something is not known, it counts as over.
/// </summary>
public sealed class LiveSessions(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Presence> _here = [];

    /// <summary>The ids of those that are here.</summary>
    public IReadOnlyList<Guid> Ids
    {
        get
        {
            lock (_gate) return [.. _here.Keys];
        }
    }

    /// <summary>Enters something that lives as long as its sign-in.</summary>
    /// <param name="end">Called when the sign-in is over, at most once and not after disposal; at once where it already is.
    /// It must be quick and must not throw.</param>
    /// <returns>To be disposed when the thing has ended by itself.</returns>
    public IDisposable Enter(SignInSession session, Action end)
    {
        lock (_gate)
        {
            if (!_here.TryGetValue(session.Id, out var presence)) _here[session.Id] = presence = new(session);
            var entry = new Entry(this, session.Id, end);
            presence.Entries.Add(entry);
            if (presence.Row is null || presence.Row.IsOver(clock.GetUtcNow())) entry.End();
            return entry;
        }
    }

    /// <summary>What a sign-in is worth now, as this node knows it.</summary>
    public SessionState StateOf(Guid id)
    {
        lock (_gate) return _here.GetValueOrDefault(id)?.Row?.StateAt(clock.GetUtcNow()) ?? SessionState.Over;
    }

    /// <summary>Takes over what the database says.</summary>
    /// <param name="row">Null: there is no such row any more.</param>
    public void Learn(Guid id, SignInSession? row)
    {
        lock (_gate)
        {
            if (_here.GetValueOrDefault(id) is not { Row: not null } presence) return; // not here, or over already
            presence.Row = row?.IsOver(clock.GetUtcNow()) is false ? row : null;
            if (presence.Row is not null) return;
            foreach (var entry in presence.Entries) entry.End();
        }
    }

    private void Leave(Entry entry)
    {
        lock (_gate)
        {
            if (!_here.TryGetValue(entry.Id, out var presence)) return;
            presence.Entries.Remove(entry);
            if (presence.Entries.Count == 0) _here.Remove(entry.Id);
        }
    }

    /// <summary>One sign-in here. Its row is null when it is over: what ended stays ended, whatever is read later.</summary>
    private sealed class Presence(SignInSession row)
    {
        public SignInSession? Row { get; set; } = row;
        public HashSet<Entry> Entries { get; } = [];
    }

    private sealed class Entry(LiveSessions sessions, Guid id, Action end) : IDisposable
    {
        private bool _ended;

        public Guid Id => id;

        public void End()
        {
            if (_ended) return;
            _ended = true;
            end();
        }

        public void Dispose() => sessions.Leave(this);
    }
}
