import { useEffect, useState } from 'react';

/** A command that does the same in the terminal, with a button that copies it. */
export function Command({ text }: { text: string }) {
  return (
    <span className="command">
      <code>{text}</code>
      <CopyButton text={text} label={`Copy: ${text}`} />
    </span>
  );
}

interface Props {
  text: string;
  label: string;
  children?: string;
}

export function CopyButton({ text, label, children = 'Copy' }: Props) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = () => void write(text).then(() => setCopied(true));
  return (
    <button type="button" className="copy" onClick={copy} aria-label={label} title={label}>
      {copied ? 'Copied' : children}
    </button>
  );
}

/** The clipboard is only there on secure origins; a plain http address of another machine needs the old way. */
async function write(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}
