namespace TherapyCompanion.Core.Practice;

/// <summary>What a letter tells. Its words are fixed for each kind and language; nothing of a person or a treatment is in them.</summary>
public enum MailKind
{
    /// <summary>To a patient: a message can be read on the page.</summary>
    MessageWaits,

    /// <summary>To staff: an urgent alert is open.</summary>
    UrgentAlert,

    /// <summary>A link by which a new password is set.</summary>
    PasswordReset,

    /// <summary>A link that signs in.</summary>
    SignInLink,

    /// <summary>Somebody asked to replace a lost second factor.</summary>
    FactorResetAsked,

    /// <summary>The second factor was taken off, and a new one can be set up.</summary>
    FactorResetDone,

    /// <summary>A passkey or a code app was added.</summary>
    FactorAdded,

    /// <summary>A passkey or a code app was removed.</summary>
    FactorRemoved,

    /// <summary>The password was changed.</summary>
    PasswordChanged,

    /// <summary>To the old address: the account is about to get another one.</summary>
    EmailChanging,

    /// <summary>To the old address: the account has another one now.</summary>
    EmailChanged,

    /// <summary>A link by which an address is confirmed.</summary>
    ConfirmEmail,

    /// <summary>Somebody signed in from a device that was not seen before.</summary>
    NewSignIn,

    /// <summary>A link to join a practice's staff.</summary>
    MemberInvited,

    /// <summary>A link for a patient's guardian.</summary>
    GuardianInvited,

    /// <summary>A link by which a sign-up goes on.</summary>
    SignUp,

    /// <summary>Somebody wanted to sign up with an address that has an account.</summary>
    SignUpKnown,
}

/// <summary>A letter that is to leave the house.</summary>
/// <param name="Id">The same id put twice is one letter.</param>
/// <param name="FromName">The sender's name: to patients the practice's neutral one, never the product's.</param>
/// <param name="Language">"he" or "en".</param>
/// <param name="Link">A path that begins with "/" and is put after the site's address; null where the letter leads nowhere.</param>
public sealed record Mail(Guid Id, MailKind Kind, string To, string FromName, string Language, string? Link)
{
    /// <summary>An address or a link that lets somebody in has no place in a log.</summary>
    public override string ToString() => $"letter {Id}";
}

/// <summary>Takes letters; a job carries them out, with retries, so that whoever puts one never waits for a mail server.</summary>
public interface IMailQueue
{
    /// <summary>Keeps the letter until it has left. Who it is for and what it says are sealed meanwhile.</summary>
    Task PutAsync(Mail mail, CancellationToken ct);
}
