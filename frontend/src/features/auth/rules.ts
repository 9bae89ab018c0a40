/** The same rules as the server's, so that a slip is said before anything is sent. */
export const USERNAME = {
  value: /^[A-Za-z0-9][A-Za-z0-9._-]{0,49}$/,
  message: "Use letters, digits, dots, hyphens or underscores, and begin with a letter or a digit.",
};

/** Whether mail arrives is for the server to find out; this finds what is no address at all. */
export const EMAIL = {
  value: /^[^\s@]+@[^\s@]+$/,
  message: "This is no e-mail address: it needs a name, an @ and a host.",
};
