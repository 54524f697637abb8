namespace TherapyCompanion.Core.Practice;

/// <summary>
/// The database was asked to open within a sign-in that has ended or run out. An exception and not a refusal: whoever asks is
/// a page that should be gone already, and whatever it was about to do must not go on.
/// </summary>
public sealed class SessionOverException() : Exception("The sign-in is over.");
