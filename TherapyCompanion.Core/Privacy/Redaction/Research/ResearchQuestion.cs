using TherapyCompanion.Core.Text;

namespace TherapyCompanion.Core.Privacy.Redaction.Research;

/// <summary>Why a question can't be made safe to send outside the house.</summary>
public enum ResearchRefusal
{
    /// <summary>Nothing is asked.</summary>
    Empty,

    /// <summary>Somebody whom the public knows, or something that was in the news.</summary>
    PublicFigure,

    /// <summary>A rare office together with an event, a place or a time: there is only one such person.</summary>
    SinglesOut,

    /// <summary>So many particulars (age, place, work, family, dates, events) that together they point at one person.</summary>
    TooManyParticulars,

    /// <summary>A whole story: what happened to somebody tells who it is, whatever names are taken out.</summary>
    WholeStory,

    /// <summary>Something that tells who somebody is was still found after it was taken out.</summary>
    StillTells,
}

/// <summary>A question made ready for asking outside, or the reason why it stays inside.</summary>
public abstract record ResearchAnswer
{
    /// <summary>Names, numbers and addresses are taken out; ages, places, employers and dates are made general.</summary>
    public sealed record Safe(string Text) : ResearchAnswer;

    public sealed record Refused(ResearchRefusal Reason) : ResearchAnswer;
}

/// <summary>A therapist's question to the literature, about nobody: anonymised or refused.</summary>
public static class ResearchQuestion
{
    // Longer than this it is a case and no question; counted in words.
    private const int LongestQuestion = 80;

    // So many steps in a question of this length are a story; counted in words.
    private const int LongQuestion = 40;
    private const int StorySteps = 3;
    private const int MostParticulars = 4;
    private const int MostPersons = 4;

    /// <summary>Takes out who it is about, or refuses. Never fails.</summary>
    public static ResearchAnswer Anonymise(string question)
    {
        if (string.IsNullOrWhiteSpace(question)) return new ResearchAnswer.Refused(ResearchRefusal.Empty);
        var found = Redactor.Find(question, RedactionUse.Outside);
        var words = Words.Of(question);
        var particulars = Particulars.In(words, out var steps);
        if (Refusal(words.Count, steps, found, particulars) is { } reason) return new ResearchAnswer.Refused(reason);
        var safe = Generalisation.Of(Redactor.MaskNumbered(question, found));
        return Redactor.Find(safe).Count > 0 ? new ResearchAnswer.Refused(ResearchRefusal.StillTells) : new ResearchAnswer.Safe(safe);
    }

    private static ResearchRefusal? Refusal(int words, int steps, IReadOnlyList<Redaction> found, IReadOnlySet<Particular> told)
    {
        if (told.Contains(Particular.Fame)) return ResearchRefusal.PublicFigure;
        var circumstances = Count(told, Particular.Event, Particular.Place, Particular.Time, Particular.Employer, Particular.Only);
        if (told.Contains(Particular.Rare) && circumstances >= 1 && (circumstances >= 2 || told.Contains(Particular.Event) || told.Contains(Particular.Only))) return ResearchRefusal.SinglesOut;
        if (told.Contains(Particular.Only) && circumstances >= 2) return ResearchRefusal.SinglesOut;
        if (told.Contains(Particular.Event) && told.Contains(Particular.Place) && told.Contains(Particular.Time)) return ResearchRefusal.SinglesOut;
        if (Count(told, Particular.Age, Particular.Place, Particular.Employer, Particular.Family, Particular.Time, Particular.Event, Particular.Rare, Particular.Work, Particular.Origin) >= MostParticulars)
            return ResearchRefusal.TooManyParticulars;
        var persons = found.Where(f => f.Kind == RedactionKind.Name).Select(f => f.Words).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return words > LongestQuestion || (words > LongQuestion && steps >= StorySteps) || persons >= MostPersons ? ResearchRefusal.WholeStory : null;
    }

    private static int Count(IReadOnlySet<Particular> told, params ReadOnlySpan<Particular> kinds)
    {
        var count = 0;
        foreach (var kind in kinds) count += told.Contains(kind) ? 1 : 0;
        return count;
    }
}
