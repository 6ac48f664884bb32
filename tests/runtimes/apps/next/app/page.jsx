'use client';

import { useEffect, useState } from 'react';
import { train } from '../train.mjs';

export default function Page() {
  const [report, setReport] = useState('');
  useEffect(() => {
    train().then(
      (losses) => setReport(JSON.stringify({ losses })),
      (error) => setReport(JSON.stringify({ error: String(error) })),
    );
  }, []);
  return <pre id="report">{report}</pre>;
}
