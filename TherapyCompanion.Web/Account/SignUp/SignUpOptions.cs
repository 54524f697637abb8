namespace TherapyCompanion.Web.Account.SignUp;

/// <summary>Settings of sign-up, section <c>SignUp</c>.</summary>
public sealed class SignUpOptions
{
    public const string Section = "SignUp";

    /// <summary>Whether anybody may open a practice here. Otherwise only the first one can be opened from the page.</summary>
    public bool Open { get; set; }
}
