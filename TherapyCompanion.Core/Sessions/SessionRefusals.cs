namespace TherapyCompanion.Core.Sessions;

/// <summary>What the acts on sessions and notes refuse.</summary>
public static class SessionRefusals
{
    public static readonly Refusal NotesChanged = new("NotesChanged");
    public static readonly Refusal NotesTooLong = new("NotesTooLong");
    public static readonly Refusal LengthWrong = new("SessionLengthWrong");
}
